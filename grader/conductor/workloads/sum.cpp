// Workload: sum
// Adds up a function of many numbers: even work, one result.
// At least: 2.7
#include <racecourse/kit.h>

#include <cstdint>
#include <future>
#include <semaphore>
#include <span>

namespace {

using Numbers = std::span<const std::uint32_t>;

std::vector<std::uint32_t> make_numbers() {
    static std::atomic<std::uint32_t> calls{0};
    std::uint32_t state = ++calls * 2654435761u;
    std::vector<std::uint32_t> numbers(1'500'000);
    for (auto& number : numbers) number = state = state * 1664525u + 1013904223u;
    return numbers;
}

std::uint64_t weight(std::uint64_t number) {
    for (int i = 0; i < 12; ++i) {
        number = (number ^ (number >> 29)) * 0xbf58476d1ce4e5b9u;
        number ^= number >> 32;
    }
    return number >> 40;
}

// Never inlined, so that the reference and every solution run the same instructions.
[[gnu::noinline]] std::uint64_t plain_sum(Numbers numbers) {
    std::uint64_t sum = 0;
    for (const auto number : numbers) sum += weight(number);
    return sum;
}

Numbers part(Numbers numbers, int number, int threads) {
    const auto bound = [&](int i) {
        return numbers.size() * static_cast<std::size_t>(i) / static_cast<std::size_t>(threads);
    };
    return numbers.subspan(bound(number), bound(number + 1) - bound(number));
}

template <class Solution>
void measure(Solution solution, const char* sentence) {
    const auto numbers = make_numbers();
    const auto expected = plain_sum(numbers);
    std::uint64_t sum = 0;
    EXPECT_SPEEDUP([&] { racecourse::use(plain_sum(numbers)); },
                   [&] { sum = solution(Numbers(numbers), racecourse::cores()); })
        << sentence;
    EXPECT_EQ(sum, expected) << racecourse::because << "The sum must be that of one thread.";
}

TEST(Speed, right_a_result_for_each_thread) {
    measure(
        [](Numbers numbers, int threads) {
            std::vector<std::uint64_t> sums(static_cast<std::size_t>(threads));
            std::vector<std::thread> workers;
            for (int i = 0; i < threads; ++i) {
                workers.emplace_back([&, i] {
                    sums[static_cast<std::size_t>(i)] = plain_sum(part(numbers, i, threads));
                });
            }
            for (auto& worker : workers) worker.join();
            std::uint64_t sum = 0;
            for (const auto part_sum : sums) sum += part_sum;
            return sum;
        },
        "Each thread sums a part of its own and writes its result once.");
}

TEST(Speed, right_futures) {
    measure(
        [](Numbers numbers, int threads) {
            std::vector<std::future<std::uint64_t>> parts;
            for (int i = 1; i < threads; ++i) {
                parts.push_back(
                    std::async(std::launch::async, plain_sum, part(numbers, i, threads)));
            }
            std::uint64_t sum = plain_sum(part(numbers, 0, threads));
            for (auto& future : parts) sum += future.get();
            return sum;
        },
        "All parts are started before the first result is asked for.");
}

// Compiled without optimisation this would be false sharing; with it, the sum lives in a register.
[[gnu::noinline]] void add_to(std::uint64_t& sum, Numbers numbers) {
    for (const auto number : numbers) sum += weight(number);
}

TEST(Speed, right_adds_through_a_reference) {
    measure(
        [](Numbers numbers, int threads) {
            std::vector<std::uint64_t> sums(static_cast<std::size_t>(threads));
            std::vector<std::jthread> workers;
            for (int i = 0; i < threads; ++i) {
                workers.emplace_back([&, i] {
                    add_to(sums[static_cast<std::size_t>(i)], part(numbers, i, threads));
                });
            }
            workers.clear();
            std::uint64_t total = 0;
            for (const auto sum : sums) total += sum;
            return total;
        },
        "Each thread writes its own element once, when it is done.");
}

TEST(Speed, right_pieces_from_a_counter) {
    measure(
        [](Numbers numbers, int threads) {
            constexpr int pieces = 64;
            std::atomic<int> next{0};
            std::atomic<std::uint64_t> total{0};
            {
                std::vector<std::jthread> workers;
                for (int i = 0; i < threads; ++i) {
                    workers.emplace_back([&] {
                        std::uint64_t sum = 0;
                        for (int piece = next++; piece < pieces; piece = next++)
                            sum += plain_sum(part(numbers, piece, pieces));
                        total += sum;
                    });
                }
            }
            return total.load();
        },
        "Whoever is done takes the next of 64 pieces; each thread adds to the total once.");
}

TEST(Speed, right_total_locked_once_for_each_thread) {
    measure(
        [](Numbers numbers, int threads) {
            std::mutex mutex;
            std::uint64_t total = 0;
            racecourse::start_together(threads, [&](int i) {
                const auto sum = plain_sum(part(numbers, i, threads));
                std::lock_guard lock(mutex);
                total += sum;
            });
            return total;
        },
        "The lock is held for one addition only, once for each thread.");
}

TEST(Speed, wrong_sequential) {
    measure([](Numbers numbers, int) { return plain_sum(numbers); },
            "The number of threads is ignored.");
}

TEST(Speed, wrong_join_where_it_starts) {
    measure(
        [](Numbers numbers, int threads) {
            std::uint64_t sum = 0;
            for (int i = 0; i < threads; ++i) {
                std::thread worker([&] { sum += plain_sum(part(numbers, i, threads)); });
                worker.join();
            }
            return sum;
        },
        "Each thread is joined before the next one starts.");
}

TEST(Speed, wrong_lock_for_each_number) {
    measure(
        [](Numbers numbers, int threads) {
            std::mutex mutex;
            std::uint64_t total = 0;
            racecourse::start_together(threads, [&](int i) {
                for (const auto number : part(numbers, i, threads)) {
                    std::lock_guard lock(mutex);
                    total += weight(number);
                }
            });
            return total;
        },
        "All threads take one lock for each number.");
}

TEST(Speed, wrong_lock_for_the_whole_part) {
    measure(
        [](Numbers numbers, int threads) {
            std::mutex mutex;
            std::uint64_t total = 0;
            std::vector<std::jthread> workers;
            for (int i = 0; i < threads; ++i) {
                workers.emplace_back([&, i] {
                    std::lock_guard lock(mutex);
                    total += plain_sum(part(numbers, i, threads));
                });
            }
            workers.clear();
            return total;
        },
        "The lock that guards the total is held while the part is summed.");
}

TEST(Speed, wrong_atomic_for_each_number) {
    measure(
        [](Numbers numbers, int threads) {
            std::atomic<std::uint64_t> total{0};
            std::vector<std::jthread> workers;
            for (int i = 0; i < threads; ++i) {
                workers.emplace_back([&, i] {
                    for (const auto number : part(numbers, i, threads)) total += weight(number);
                });
            }
            workers.clear();
            return total.load();
        },
        "All threads add each number to one atomic, and its cache line travels each time.");
}

TEST(Speed, wrong_deferred) {
    measure(
        [](Numbers numbers, int threads) {
            std::vector<std::future<std::uint64_t>> parts;
            for (int i = 0; i < threads; ++i) {
                parts.push_back(
                    std::async(std::launch::deferred, plain_sum, part(numbers, i, threads)));
            }
            std::uint64_t sum = 0;
            for (auto& future : parts) sum += future.get();
            return sum;
        },
        "A deferred task runs where its result is asked for: all of them in this thread.");
}

TEST(Speed, wrong_half_in_parallel) {
    measure(
        [](Numbers numbers, int threads) {
            std::uint64_t sum = plain_sum(part(numbers, 0, 2));
            const auto rest = part(numbers, 1, 2);
            std::vector<std::future<std::uint64_t>> parts;
            for (int i = 0; i < threads; ++i)
                parts.push_back(std::async(std::launch::async, plain_sum, part(rest, i, threads)));
            for (auto& future : parts) sum += future.get();
            return sum;
        },
        "One thread sums the first half before it starts the others.");
}

TEST(Speed, wrong_one_permit) {
    measure(
        [](Numbers numbers, int threads) {
            std::counting_semaphore<> permits(1);
            std::atomic<std::uint64_t> total{0};
            racecourse::start_together(threads, [&](int i) {
                permits.acquire();
                total += plain_sum(part(numbers, i, threads));
                permits.release();
            });
            return total.load();
        },
        "A semaphore with one permit lets one thread in at a time.");
}

}  // namespace
