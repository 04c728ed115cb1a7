// Workload: spinlock map
// Updates of a map whose parts are guarded by locks that spin instead of sleeping.
// At least: 2.2
// Held out
#include <racecourse/kit.h>

#include <algorithm>
#include <cstdint>
#include <span>

namespace {

using Keys = std::span<const std::uint32_t>;

std::vector<std::uint32_t> make_keys() {
    static std::atomic<std::uint32_t> calls{0};
    std::uint32_t state = ++calls * 2654435761u;
    std::vector<std::uint32_t> keys(8'000);
    for (auto& key : keys) key = (state = state * 1664525u + 1013904223u) >> 8;
    return keys;
}

// A hash table of fixed size: what counts here is the lock around an update.
constexpr std::size_t buckets = 1024;
using Table = std::vector<std::uint64_t>;

// Never inlined, so that the reference and every solution run the same instructions.
[[gnu::noinline]] std::uint64_t computed(std::uint32_t key) {
    std::uint64_t value = key + 1;
    for (int i = 0; i < 1300; ++i) value = (value ^ (value >> 29)) * 0xbf58476d1ce4e5b9u;
    return value;
}

std::size_t bucket_of(std::uint32_t key) {
    return key * 0x9e3779b97f4a7c15u >> 54;
}

void update(Table& table, std::uint32_t key) {
    table[bucket_of(key)] += computed(key);
}

Table plain_table(Keys keys) {
    Table table(buckets);
    for (const auto key : keys) update(table, key);
    return table;
}

template <class Solution>
void measure(Solution solution, const char* sentence) {
    const auto keys = make_keys();
    const auto expected = plain_table(keys);
    Table table;
    EXPECT_SPEEDUP([&] { racecourse::use(plain_table(keys)); },
                   [&] { table = solution(Keys(keys), racecourse::cores()); })
        << sentence;
    EXPECT_TRUE(table == expected)
        << racecourse::because << "The table must be the one that one thread fills.";
}

// ---- Locks ----

class YieldingLock {
  public:
    void lock() {
        while (taken_.exchange(true, std::memory_order_acquire))
            while (taken_.load(std::memory_order_relaxed)) std::this_thread::yield();
    }
    void unlock() { taken_.store(false, std::memory_order_release); }

  private:
    std::atomic<bool> taken_{false};
};

class FlagLock {
  public:
    void lock() {
        while (flag_.test_and_set(std::memory_order_acquire)) {
        }
    }
    void unlock() { flag_.clear(std::memory_order_release); }

  private:
    std::atomic_flag flag_;
};

class TicketLock {
  public:
    void lock() {
        const auto mine = next_.fetch_add(1, std::memory_order_relaxed);
        while (serving_.load(std::memory_order_acquire) != mine) std::this_thread::yield();
    }
    void unlock() {
        serving_.store(serving_.load(std::memory_order_relaxed) + 1, std::memory_order_release);
    }

  private:
    std::atomic<std::uint32_t> next_{0}, serving_{0};
};

class BackingOffLock {
  public:
    void lock() {
        for (int looks = 1; flag_.test_and_set(std::memory_order_acquire);
             looks = std::min(2 * looks, 64)) {
            for (int i = 0; i < looks; ++i)
                if (!flag_.test(std::memory_order_relaxed)) break;
        }
    }
    void unlock() { flag_.clear(std::memory_order_release); }

  private:
    std::atomic_flag flag_;
};

template <class Lock>
struct alignas(64) Padded {
    Lock lock;
};

template <class Body>
void for_each_key(Keys keys, int threads, Body body) {
    std::vector<std::jthread> workers;
    for (int i = 0; i < threads; ++i) {
        workers.emplace_back([&, i] {
            const auto bound = [&](int k) {
                return keys.size() * static_cast<std::size_t>(k) /
                       static_cast<std::size_t>(threads);
            };
            for (const auto key : keys.subspan(bound(i), bound(i + 1) - bound(i))) body(key);
        });
    }
}

// `shard_of` says which of the locks guards a bucket.
template <class Lock, class ShardOf>
Table fill(Keys keys, int threads, std::size_t locks, ShardOf shard_of) {
    std::vector<Padded<Lock>> shards(locks);
    Table table(buckets);
    for_each_key(keys, threads, [&](std::uint32_t key) {
        std::lock_guard lock(shards[shard_of(bucket_of(key))].lock);
        update(table, key);
    });
    return table;
}

TEST(Speed, right_64_locks_that_yield) {
    measure(
        [](Keys keys, int threads) {
            return fill<YieldingLock>(keys, threads, 64, [](std::size_t b) { return b / 16; });
        },
        "64 locks for eight threads: two seldom want the same one.");
}

TEST(Speed, right_128_flags) {
    measure(
        [](Keys keys, int threads) {
            return fill<FlagLock>(keys, threads, 128, [](std::size_t b) { return b / 8; });
        },
        "128 flags; the loop around test_and_set is seldom entered twice.");
}

TEST(Speed, right_64_ticket_locks) {
    measure(
        [](Keys keys, int threads) {
            return fill<TicketLock>(keys, threads, 64, [](std::size_t b) { return b / 16; });
        },
        "64 ticket locks: who comes first is served first, but there is seldom a queue.");
}

TEST(Speed, wrong_one_lock_that_yields) {
    measure(
        [](Keys keys, int threads) {
            return fill<YieldingLock>(keys, threads, 1, [](std::size_t) { return 0; });
        },
        "One lock for the whole map; a lock that spins does not change that.");
}

TEST(Speed, wrong_one_flag) {
    measure(
        [](Keys keys, int threads) {
            return fill<FlagLock>(keys, threads, 1, [](std::size_t) { return 0; });
        },
        "One flag for the whole map, and seven threads burn their cores at it.");
}

TEST(Speed, wrong_one_ticket_lock) {
    measure(
        [](Keys keys, int threads) {
            return fill<TicketLock>(keys, threads, 1, [](std::size_t) { return 0; });
        },
        "One ticket lock for the whole map is fair, and still lets one thread in at a time.");
}

TEST(Speed, wrong_one_lock_that_backs_off) {
    measure(
        [](Keys keys, int threads) {
            return fill<BackingOffLock>(keys, threads, 1, [](std::size_t) { return 0; });
        },
        "Backing off spares the others, but all of them still want the same lock.");
}

TEST(Speed, wrong_all_buckets_on_one_lock) {
    measure(
        [](Keys keys, int threads) {
            return fill<YieldingLock>(keys, threads, 64, [](std::size_t b) { return b / buckets; });
        },
        "The lock is chosen by bucket / 1024, and that is 0 for each of them.");
}

TEST(Speed, wrong_lock_for_the_whole_part) {
    measure(
        [](Keys keys, int threads) {
            YieldingLock lock;
            Table table(buckets);
            racecourse::start_together(threads, [&](int i) {
                std::lock_guard guard(lock);
                for (auto k = static_cast<std::size_t>(i); k < keys.size();
                     k += static_cast<std::size_t>(threads))
                    update(table, keys[k]);
            });
            return table;
        },
        "Each thread takes the lock once and keeps it until all its keys are done.");
}

TEST(Speed, wrong_locks_all_shards) {
    measure(
        [](Keys keys, int threads) {
            std::vector<Padded<YieldingLock>> shards(8);
            Table table(buckets);
            for_each_key(keys, threads, [&](std::uint32_t key) {
                for (auto& shard : shards) shard.lock.lock();
                update(table, key);
                for (auto& shard : shards) shard.lock.unlock();
            });
            return table;
        },
        "Each update takes all eight locks, to be on the safe side.");
}

TEST(Speed, wrong_sequential) {
    measure([](Keys keys, int) { return plain_table(keys); }, "One thread makes all updates.");
}

}  // namespace
