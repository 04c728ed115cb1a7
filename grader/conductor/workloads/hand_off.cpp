// Workload: hand-off
// One thread makes items, others work on them; how they are handed over decides.
// At least: 2.7
// Held out
#include <racecourse/kit.h>

#include <algorithm>
#include <cstdint>
#include <deque>
#include <optional>
#include <semaphore>
#include <span>

namespace {

using Item = std::uint64_t;

constexpr std::size_t items = 1'000;

struct Producer {
    std::uint64_t state;
    Item make() { return state = state * 6364136223846793005u + 1442695040888963407u; }
};

Producer make_producer() {
    static std::atomic<std::uint64_t> calls{0};
    return {++calls * 0x9e3779b97f4a7c15u};
}

// Never inlined, so that the reference and every solution run the same instructions.
[[gnu::noinline]] std::uint64_t consume(Item item) {
    for (int i = 0; i < 10'400; ++i) item = (item ^ (item >> 29)) * 0xbf58476d1ce4e5b9u;
    return item;
}

std::uint64_t plain_sum(Producer producer) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < items; ++i) sum += consume(producer.make());
    return sum;
}

template <class Solution>
void measure(Solution solution, const char* sentence) {
    const auto producer = make_producer();
    const auto expected = plain_sum(producer);
    std::uint64_t sum = 0;
    EXPECT_SPEEDUP([&] { racecourse::use(plain_sum(producer)); },
                   [&] { sum = solution(producer, racecourse::cores()); })
        << sentence;
    EXPECT_EQ(sum, expected) << racecourse::because << "Each item must be consumed once.";
}

// A queue that holds at most `limit`; an empty optional comes out when it is closed and empty.
template <class T>
class Queue {
  public:
    explicit Queue(std::size_t limit) : limit_(limit) {}
    void put(T thing) {
        {
            std::unique_lock lock(mutex_);
            not_full_.wait(lock, [this] { return waiting_.size() < limit_; });
            waiting_.push_back(std::move(thing));
        }
        not_empty_or_closed_.notify_one();
    }
    std::optional<T> take() {
        std::optional<T> thing;
        {
            std::unique_lock lock(mutex_);
            not_empty_or_closed_.wait(lock, [this] { return closed_ || !waiting_.empty(); });
            if (waiting_.empty()) return {};
            thing = std::move(waiting_.front());
            waiting_.pop_front();
        }
        not_full_.notify_one();
        return thing;
    }
    void close() {
        {
            std::lock_guard lock(mutex_);
            closed_ = true;
        }
        not_empty_or_closed_.notify_all();
    }

  private:
    const std::size_t limit_;
    std::mutex mutex_;
    std::condition_variable not_full_, not_empty_or_closed_;
    std::deque<T> waiting_;
    bool closed_ = false;
};

// Starts consumers; each calls `next` until it returns nothing, and adds what it gets to the sum.
template <class Next>
class Consumers {
  public:
    Consumers(int threads, Next next) : next_(std::move(next)) {
        for (int i = 0; i < threads; ++i) {
            workers_.emplace_back([this] {
                std::uint64_t sum = 0;
                while (const std::optional<std::uint64_t> value = next_()) sum += *value;
                sum_ += sum;
            });
        }
    }
    std::uint64_t sum() {
        workers_.clear();
        return sum_;
    }

  private:
    Next next_;
    std::atomic<std::uint64_t> sum_{0};
    std::vector<std::jthread> workers_;
};

using Batch = std::vector<Item>;

Batch make_batch(Producer& producer, std::size_t size) {
    Batch batch(size);
    for (auto& item : batch) item = producer.make();
    return batch;
}

std::uint64_t consume_all(std::span<const Item> batch) {
    std::uint64_t sum = 0;
    for (const Item item : batch) sum += consume(item);
    return sum;
}

TEST(Speed, right_batches_in_a_queue) {
    measure(
        [](Producer producer, int threads) {
            Queue<Batch> queue(64);
            Consumers consumers(threads, [&]() -> std::optional<std::uint64_t> {
                const auto batch = queue.take();
                if (!batch) return {};
                return consume_all(*batch);
            });
            for (std::size_t i = 0; i < items; i += 10) queue.put(make_batch(producer, 10));
            queue.close();
            return consumers.sum();
        },
        "Ten items are handed over at a time.");
}

TEST(Speed, right_batches_for_each_consumer) {
    measure(
        [](Producer producer, int threads) {
            std::deque<Queue<Batch>> queues;
            for (int i = 0; i < threads; ++i) queues.emplace_back(8);
            std::atomic<std::uint64_t> sum{0};
            std::vector<std::jthread> workers;
            for (auto& queue : queues) {
                workers.emplace_back([&] {
                    while (const auto batch = queue.take()) sum += consume_all(*batch);
                });
            }
            for (std::size_t i = 0; i < items; i += 10)
                queues[i / 10 % queues.size()].put(make_batch(producer, 10));
            for (auto& queue : queues) queue.close();
            workers.clear();
            return sum.load();
        },
        "Each consumer has a queue of its own, and gets every eighth batch.");
}

TEST(Speed, right_slots_that_are_ready_in_order) {
    measure(
        [](Producer producer, int threads) {
            Batch slots(items);
            std::atomic<std::uint32_t> ready{0}, taken{0};
            Consumers consumers(threads, [&]() -> std::optional<std::uint64_t> {
                constexpr std::uint32_t group = 10;
                const auto begin = taken.fetch_add(group);
                if (begin >= items) return {};
                const auto end = std::min<std::uint32_t>(begin + group, items);
                for (auto seen = ready.load(); seen < end; seen = ready.load()) ready.wait(seen);
                return consume_all(std::span(slots).subspan(begin, end - begin));
            });
            for (std::uint32_t i = 0; i < items;) {
                slots[i] = producer.make();
                if (++i % 50 == 0 || i == items) {
                    ready = i;
                    ready.notify_all();
                }
            }
            return consumers.sum();
        },
        "An atomic says how many slots are filled; the consumers take groups of them.");
}

TEST(Speed, wrong_waits_for_each_item) {
    measure(
        [](Producer producer, int threads) {
            Queue<Item> queue(1);
            std::counting_semaphore<> consumed(0);
            Consumers consumers(threads, [&]() -> std::optional<std::uint64_t> {
                const auto item = queue.take();
                if (!item) return {};
                const auto value = consume(*item);
                consumed.release();
                return value;
            });
            for (std::size_t i = 0; i < items; ++i) {
                queue.put(producer.make());
                consumed.acquire();
            }
            queue.close();
            return consumers.sum();
        },
        "The producer waits until an item is consumed before it makes the next one.");
}

TEST(Speed, wrong_consumes_under_the_lock) {
    measure(
        [](Producer producer, int threads) {
            std::mutex mutex;
            std::condition_variable not_empty_or_closed;
            std::deque<Batch> waiting;
            bool closed = false;
            Consumers consumers(threads, [&]() -> std::optional<std::uint64_t> {
                std::unique_lock lock(mutex);
                not_empty_or_closed.wait(lock, [&] { return closed || !waiting.empty(); });
                if (waiting.empty()) return {};
                const auto batch = std::move(waiting.front());
                waiting.pop_front();
                return consume_all(batch);
            });
            for (std::size_t i = 0; i < items; i += 10) {
                {
                    std::lock_guard lock(mutex);
                    waiting.push_back(make_batch(producer, 10));
                }
                not_empty_or_closed.notify_one();
            }
            {
                std::lock_guard lock(mutex);
                closed = true;
            }
            not_empty_or_closed.notify_all();
            return consumers.sum();
        },
        "A consumer works on its batch while it holds the lock of the queue.");
}

TEST(Speed, wrong_one_consumer) {
    measure(
        [](Producer producer, int) {
            Queue<Batch> queue(64);
            std::uint64_t sum = 0;
            std::jthread consumer([&] {
                while (const auto batch = queue.take()) sum += consume_all(*batch);
            });
            for (std::size_t i = 0; i < items; i += 10) queue.put(make_batch(producer, 10));
            queue.close();
            consumer.join();
            return sum;
        },
        "However many threads there may be, one consumes.");
}

TEST(Speed, wrong_flag_for_each_item) {
    measure(
        [](Producer producer, int threads) {
            // 0: the slot is empty, 1: filled, 2: somebody works on it, 3: there is no more.
            std::atomic<int> state{0};
            Item slot = 0;
            Consumers consumers(threads, [&]() -> std::optional<std::uint64_t> {
                while (true) {
                    int filled = 1;
                    if (state.compare_exchange_strong(filled, 2)) break;
                    if (filled == 3) return {};
                    std::this_thread::yield();
                }
                const auto value = consume(slot);
                state = 0;
                return value;
            });
            for (std::size_t i = 0; i < items; ++i) {
                while (state != 0) std::this_thread::yield();
                slot = producer.make();
                state = 1;
            }
            while (state != 0) std::this_thread::yield();
            state = 3;
            return consumers.sum();
        },
        "There is one slot, it stays taken while an item is consumed, and all others spin.");
}

TEST(Speed, wrong_ping_pong) {
    measure(
        [](Producer producer, int threads) {
            std::binary_semaphore ping(0), pong(0);
            Item slot = 0;
            bool closed = false;
            Consumers consumers(threads, [&]() -> std::optional<std::uint64_t> {
                ping.acquire();
                if (closed) {
                    ping.release();
                    return {};
                }
                const auto value = consume(slot);
                pong.release();
                return value;
            });
            for (std::size_t i = 0; i < items; ++i) {
                slot = producer.make();
                ping.release();
                pong.acquire();
            }
            closed = true;
            ping.release();
            return consumers.sum();
        },
        "Two semaphores let the producer and one consumer run in turn.");
}

TEST(Speed, wrong_sleeps_until_the_next_item) {
    measure(
        [](Producer producer, int threads) {
            std::mutex mutex;
            std::deque<Batch> waiting;
            bool closed = false;
            Consumers consumers(threads, [&]() -> std::optional<std::uint64_t> {
                while (true) {
                    std::this_thread::sleep_for(std::chrono::milliseconds(5));
                    Batch batch;
                    {
                        std::lock_guard lock(mutex);
                        if (waiting.empty() && closed) return {};
                        if (waiting.empty()) continue;
                        batch = std::move(waiting.front());
                        waiting.pop_front();
                    }
                    return consume_all(batch);
                }
            });
            for (std::size_t i = 0; i < items; i += 10) {
                std::lock_guard lock(mutex);
                waiting.push_back(make_batch(producer, 10));
            }
            {
                std::lock_guard lock(mutex);
                closed = true;
            }
            return consumers.sum();
        },
        "A consumer sleeps 5 ms before it looks for its next batch of a fifth of a millisecond.");
}

TEST(Speed, wrong_one_item_at_a_time_by_condition) {
    measure(
        [](Producer producer, int threads) {
            std::mutex mutex;
            std::condition_variable changed;
            std::optional<Item> slot;
            bool closed = false;
            Consumers consumers(threads, [&]() -> std::optional<std::uint64_t> {
                std::unique_lock lock(mutex);
                changed.wait(lock, [&] { return closed || slot.has_value(); });
                if (!slot) return {};
                const auto value = consume(*slot);  // keeps the slot until it is done
                slot.reset();
                changed.notify_all();
                return value;
            });
            {
                std::unique_lock lock(mutex);
                for (std::size_t i = 0; i < items; ++i) {
                    slot = producer.make();
                    changed.notify_one();
                    changed.wait(lock, [&] { return !slot.has_value(); });
                }
                closed = true;
            }
            changed.notify_all();
            return consumers.sum();
        },
        "One slot, one condition variable, and the item is consumed before the slot is free.");
}

}  // namespace
