// Workload: sharded map
// Many updates of a map, each of which computes while it has its entry to itself.
// At least: 2.7
#include <racecourse/kit.h>

#include <cstdint>
#include <shared_mutex>
#include <span>
#include <unordered_map>

namespace {

using Key = std::uint32_t;
using Keys = std::span<const Key>;
using Map = std::unordered_map<Key, std::uint64_t>;

constexpr int entries = 2000;

// Keys are multiples of 1024, as addresses and sizes often are.
std::vector<Key> make_keys() {
    static std::atomic<std::uint32_t> calls{0};
    std::uint32_t state = ++calls * 2654435761u;
    std::vector<Key> keys(10'000);
    for (auto& key : keys) {
        state = state * 1664525u + 1013904223u;
        key = (state >> 8) % entries * 1024u;
    }
    return keys;
}

// What an update adds to its entry. Never inlined: the same instructions in every solution.
[[gnu::noinline]] std::uint64_t computed(Key key) {
    std::uint64_t value = key + 1;
    for (int i = 0; i < 1000; ++i) value = (value ^ (value >> 29)) * 0xbf58476d1ce4e5b9u;
    return value;
}

void update(Map& map, Key key) {
    auto& entry = map[key];
    entry += computed(key);
}

Keys part(Keys keys, int number, int threads) {
    const auto bound = [&](int i) {
        return keys.size() * static_cast<std::size_t>(i) / static_cast<std::size_t>(threads);
    };
    return keys.subspan(bound(number), bound(number + 1) - bound(number));
}

Map plain_map(Keys keys) {
    Map map;
    map.reserve(entries);
    for (const Key key : keys) update(map, key);
    return map;
}

std::uint64_t checksum(const Map& map) {
    std::uint64_t sum = 0;
    for (const auto& [key, value] : map) sum += (key + 1) * value;
    return sum;
}

template <class Solution>
void measure(Solution solution, const char* sentence) {
    const auto keys = make_keys();
    const auto expected = checksum(plain_map(keys));
    std::uint64_t sum = 0;
    EXPECT_SPEEDUP([&] { racecourse::use(checksum(plain_map(keys))); },
                   [&] { sum = solution(Keys(keys), racecourse::cores()); })
        << sentence;
    EXPECT_EQ(sum, expected) << racecourse::because << "The map must be the one of one thread.";
}

std::size_t mixed(Key key) {
    return key * 0x9e3779b97f4a7c15u >> 40;
}

// A map in parts, each with a lock of its own.
template <class Mutex = std::mutex>
struct Shards {
    struct alignas(64) Shard {
        Mutex mutex;
        Map map;
    };

    explicit Shards(std::size_t count) : shards(count) {
        for (auto& shard : shards) shard.map.reserve(entries / count);
    }
    std::uint64_t sum() const {
        std::uint64_t sum = 0;
        for (const auto& shard : shards) sum += checksum(shard.map);
        return sum;
    }

    std::vector<Shard> shards;
};

// Starts the threads; each calls `body` with the keys of its part, one by one.
template <class Body>
void for_each_key(Keys keys, int threads, Body body) {
    std::vector<std::jthread> workers;
    for (int i = 0; i < threads; ++i) {
        workers.emplace_back([&, i] {
            for (const Key key : part(keys, i, threads)) body(key);
        });
    }
}

TEST(Speed, right_shard_by_a_mixed_hash) {
    measure(
        [](Keys keys, int threads) {
            Shards map(64);
            for_each_key(keys, threads, [&](Key key) {
                auto& shard = map.shards[mixed(key) % 64];
                std::lock_guard lock(shard.mutex);
                update(shard.map, key);
            });
            return map.sum();
        },
        "64 shards, and a hash that spreads the keys over all of them.");
}

TEST(Speed, right_shared_mutex_in_each_shard) {
    measure(
        [](Keys keys, int threads) {
            Shards<std::shared_mutex> map(128);
            for_each_key(keys, threads, [&](Key key) {
                auto& shard = map.shards[mixed(key) % 128];
                std::unique_lock lock(shard.mutex);
                update(shard.map, key);
            });
            return map.sum();
        },
        "Updates of a shard exclude each other, but there are 128 shards.");
}

TEST(Speed, right_map_for_each_thread) {
    measure(
        [](Keys keys, int threads) {
            std::vector<Map> maps(static_cast<std::size_t>(threads));
            racecourse::start_together(threads, [&](int i) {
                maps[static_cast<std::size_t>(i)] = plain_map(part(keys, i, threads));
            });
            Map& map = maps.front();
            for (std::size_t i = 1; i < maps.size(); ++i)
                for (const auto& [key, value] : maps[i]) map[key] += value;
            return checksum(map);
        },
        "Each thread fills a map of its own, and one thread adds them up.");
}

TEST(Speed, right_thread_owns_its_keys) {
    measure(
        [](Keys keys, int threads) {
            std::vector<std::uint64_t> sums(static_cast<std::size_t>(threads));
            std::vector<std::jthread> workers;
            for (std::size_t i = 0; i < sums.size(); ++i) {
                workers.emplace_back([&, i] {
                    Map map;
                    for (const Key key : keys)
                        if (mixed(key) % sums.size() == i) update(map, key);
                    sums[i] = checksum(map);
                });
            }
            workers.clear();
            std::uint64_t sum = 0;
            for (const auto part_sum : sums) sum += part_sum;
            return sum;
        },
        "Each key belongs to one thread, and no lock is needed.");
}

TEST(Speed, wrong_one_lock) {
    measure(
        [](Keys keys, int threads) {
            std::mutex mutex;
            Map map;
            for_each_key(keys, threads, [&](Key key) {
                std::lock_guard lock(mutex);
                update(map, key);
            });
            return checksum(map);
        },
        "One lock around the whole map.");
}

TEST(Speed, wrong_all_keys_in_one_shard) {
    measure(
        [](Keys keys, int threads) {
            Shards map(64);
            for_each_key(keys, threads, [&](Key key) {
                auto& shard = map.shards[key % 64];
                std::lock_guard lock(shard.mutex);
                update(shard.map, key);
            });
            return map.sum();
        },
        "All keys are multiples of 64, so key % 64 finds the same shard for each.");
}

TEST(Speed, wrong_second_lock_for_the_size) {
    measure(
        [](Keys keys, int threads) {
            Shards map(64);
            std::mutex size_mutex;
            std::size_t size = 0;
            for_each_key(keys, threads, [&](Key key) {
                std::lock_guard size_lock(size_mutex);
                auto& shard = map.shards[mixed(key) % 64];
                std::lock_guard lock(shard.mutex);
                update(shard.map, key);
                ++size;
            });
            racecourse::use(size);
            return map.sum();
        },
        "There are shards, but a lock for the size is held around each update.");
}

TEST(Speed, wrong_shared_mutex_always_exclusive) {
    measure(
        [](Keys keys, int threads) {
            std::shared_mutex mutex;
            Map map;
            for_each_key(keys, threads, [&](Key key) {
                std::unique_lock lock(mutex);
                update(map, key);
            });
            return checksum(map);
        },
        "A shared_mutex that everybody takes exclusively is a mutex.");
}

TEST(Speed, wrong_locks_all_shards) {
    measure(
        [](Keys keys, int threads) {
            Shards map(8);
            for_each_key(keys, threads, [&](Key key) {
                for (auto& shard : map.shards) shard.mutex.lock();
                update(map.shards[mixed(key) % 8].map, key);
                for (auto& shard : map.shards) shard.mutex.unlock();
            });
            return map.sum();
        },
        "Each update locks all shards, to be on the safe side.");
}

TEST(Speed, wrong_join_where_it_starts) {
    measure(
        [](Keys keys, int threads) {
            Shards map(64);
            for (int i = 0; i < threads; ++i) {
                std::thread worker([&] {
                    for (const Key key : part(keys, i, threads)) {
                        auto& shard = map.shards[mixed(key) % 64];
                        std::lock_guard lock(shard.mutex);
                        update(shard.map, key);
                    }
                });
                worker.join();
            }
            return map.sum();
        },
        "Each thread is joined before the next one starts.");
}

TEST(Speed, wrong_two_shards) {
    measure(
        [](Keys keys, int threads) {
            Shards map(2);
            for_each_key(keys, threads, [&](Key key) {
                auto& shard = map.shards[mixed(key) % 2];
                std::lock_guard lock(shard.mutex);
                update(shard.map, key);
            });
            return map.sum();
        },
        "With two shards at most two threads work at a time.");
}

}  // namespace
