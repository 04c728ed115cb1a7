// Workload: counters
// Counts events of eight kinds: next to nothing to compute, so memory that moves decides.
// At least: 2.7
// Held out
#include <racecourse/kit.h>

#include <array>
#include <cstdint>
#include <future>
#include <span>

namespace {

using Events = std::span<const std::uint32_t>;
constexpr std::size_t kinds = 8;
using Counts = std::array<std::uint64_t, kinds>;

std::vector<std::uint32_t> make_events() {
    static std::atomic<std::uint32_t> calls{0};
    std::uint32_t state = ++calls * 2654435761u;
    std::vector<std::uint32_t> events(2'000'000);
    for (auto& event : events) event = state = state * 1664525u + 1013904223u;
    return events;
}

std::size_t kind_of(std::uint64_t event) {
    for (int i = 0; i < 15; ++i) event = (event ^ (event >> 29)) * 0xbf58476d1ce4e5b9u;
    return event >> 61;
}

// Never inlined, so that the reference and every solution run the same instructions.
[[gnu::noinline]] void count(Events events, Counts& counts) {
    for (const auto event : events) ++counts[kind_of(event)];
}

Events part(Events events, std::size_t number, std::size_t parts) {
    const auto bound = [&](std::size_t i) { return events.size() * i / parts; };
    return events.subspan(bound(number), bound(number + 1) - bound(number));
}

template <class Solution>
void measure(Solution solution, const char* sentence) {
    const auto events = make_events();
    Counts expected{}, counts{};
    count(events, expected);
    EXPECT_SPEEDUP(
        [&] {
            Counts alone{};
            count(events, alone);
            racecourse::use(alone);
        },
        [&] { counts = solution(Events(events), static_cast<std::size_t>(racecourse::cores())); })
        << sentence;
    EXPECT_EQ(counts, expected) << racecourse::because << "Every event must be counted once.";
}

// Starts the threads; `body` gets a thread's number and its events.
template <class Body>
void on_parts(Events events, std::size_t threads, Body body) {
    std::vector<std::jthread> workers;
    for (std::size_t i = 0; i < threads; ++i)
        workers.emplace_back([&, i] { body(i, part(events, i, threads)); });
}

TEST(Speed, right_counts_on_the_stack) {
    measure(
        [](Events events, std::size_t threads) {
            Counts total{};
            std::mutex mutex;
            on_parts(events, threads, [&](std::size_t, Events mine) {
                Counts counts{};
                count(mine, counts);
                std::lock_guard lock(mutex);
                for (std::size_t k = 0; k < kinds; ++k) total[k] += counts[k];
            });
            return total;
        },
        "Each thread counts in variables of its own and adds them to the total once.");
}

TEST(Speed, right_a_cache_line_for_each_thread) {
    measure(
        [](Events events, std::size_t threads) {
            struct alignas(64) Line {
                Counts counts{};
            };
            std::vector<Line> lines(threads);
            on_parts(events, threads,
                     [&](std::size_t i, Events mine) { count(mine, lines[i].counts); });
            Counts total{};
            for (const auto& line : lines)
                for (std::size_t k = 0; k < kinds; ++k) total[k] += line.counts[k];
            return total;
        },
        "The threads' counters lie in one vector, each thread's in a cache line of its own.");
}

TEST(Speed, right_atomics_far_apart) {
    measure(
        [](Events events, std::size_t threads) {
            struct alignas(128) Padded {
                std::array<std::atomic<std::uint64_t>, kinds> counts{};
            };
            std::vector<Padded> padded(threads);
            on_parts(events, threads, [&](std::size_t i, Events mine) {
                for (const auto event : mine) {
                    auto& counter = padded[i].counts[kind_of(event)];
                    counter.store(counter.load(std::memory_order_relaxed) + 1,
                                  std::memory_order_relaxed);
                }
            });
            Counts total{};
            for (const auto& own : padded)
                for (std::size_t k = 0; k < kinds; ++k) total[k] += own.counts[k];
            return total;
        },
        "Others may look at the atomics, but only their thread writes to their cache lines.");
}

TEST(Speed, right_futures) {
    measure(
        [](Events events, std::size_t threads) {
            std::vector<std::future<Counts>> parts;
            for (std::size_t i = 0; i < threads; ++i) {
                parts.push_back(std::async(std::launch::async, [mine = part(events, i, threads)] {
                    Counts counts{};
                    count(mine, counts);
                    return counts;
                }));
            }
            Counts total{};
            for (auto& future : parts) {
                const Counts counts = future.get();
                for (std::size_t k = 0; k < kinds; ++k) total[k] += counts[k];
            }
            return total;
        },
        "Each task returns its counts.");
}

TEST(Speed, wrong_neighbours_in_a_vector) {
    measure(
        [](Events events, std::size_t threads) {
            // counts[kind * threads + thread]: each thread writes to counters of its own.
            std::vector<std::uint64_t> counts(kinds * threads);
            on_parts(events, threads, [&](std::size_t i, Events mine) {
                for (const auto event : mine) ++counts[kind_of(event) * threads + i];
            });
            Counts total{};
            for (std::size_t k = 0; k < counts.size(); ++k) total[k / threads] += counts[k];
            return total;
        },
        "The counters of one kind lie side by side: eight threads write to each cache line.");
}

TEST(Speed, wrong_one_atomic_for_each_kind) {
    measure(
        [](Events events, std::size_t threads) {
            std::array<std::atomic<std::uint64_t>, kinds> counts{};
            on_parts(events, threads, [&](std::size_t, Events mine) {
                for (const auto event : mine)
                    counts[kind_of(event)].fetch_add(1, std::memory_order_relaxed);
            });
            Counts total{};
            for (std::size_t k = 0; k < kinds; ++k) total[k] = counts[k];
            return total;
        },
        "All threads add to the same eight atomics, and relaxed order does not help.");
}

TEST(Speed, wrong_progress_beside_each_other) {
    measure(
        [](Events events, std::size_t threads) {
            // How far each thread is, for a progress bar.
            std::vector<std::atomic<std::uint64_t>> done(threads);
            Counts total{};
            std::mutex mutex;
            on_parts(events, threads, [&](std::size_t i, Events mine) {
                Counts counts{};
                for (const auto event : mine) {
                    ++counts[kind_of(event)];
                    done[i].fetch_add(1, std::memory_order_relaxed);
                }
                std::lock_guard lock(mutex);
                for (std::size_t k = 0; k < kinds; ++k) total[k] += counts[k];
            });
            return total;
        },
        "Each thread notes its progress in an atomic of its own, all in one cache line.");
}

TEST(Speed, wrong_lock_for_each_event) {
    measure(
        [](Events events, std::size_t threads) {
            Counts total{};
            std::mutex mutex;
            on_parts(events, threads, [&](std::size_t, Events mine) {
                for (const auto event : mine) {
                    std::lock_guard lock(mutex);
                    ++total[kind_of(event)];
                }
            });
            return total;
        },
        "All threads take one lock for each event.");
}

TEST(Speed, wrong_sequential) {
    measure(
        [](Events events, std::size_t) {
            Counts counts{};
            count(events, counts);
            return counts;
        },
        "The number of threads is ignored.");
}

TEST(Speed, wrong_join_where_it_starts) {
    measure(
        [](Events events, std::size_t threads) {
            Counts counts{};
            for (std::size_t i = 0; i < threads; ++i)
                std::jthread([&] { count(part(events, i, threads), counts); });
            return counts;
        },
        "A jthread without a name is joined at the end of its own line.");
}

}  // namespace
