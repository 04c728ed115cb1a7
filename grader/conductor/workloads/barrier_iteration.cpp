// Workload: barrier iteration
// Twenty steps of a simulation on a line of cells; a step needs the whole step before it.
// At least: 2.7
// Held out
#include <racecourse/kit.h>

#include <algorithm>
#include <barrier>
#include <cstdint>
#include <memory>

namespace {

constexpr int cells = 4'000;
constexpr int steps = 20;

struct Line {
    std::vector<std::uint32_t> states[2];
    const std::vector<std::uint32_t>& before(int step) const { return states[step % 2]; }
    std::vector<std::uint32_t>& after(int step) { return states[(step + 1) % 2]; }
};

Line make_line() {
    static std::atomic<std::uint32_t> calls{0};
    std::uint32_t state = ++calls * 2654435761u;
    Line line;
    for (auto& states : line.states) states.resize(cells);
    for (auto& cell : line.states[0]) cell = state = state * 1664525u + 1013904223u;
    return line;
}

// Never inlined, so that the reference and every solution run the same instructions.
[[gnu::noinline]] void advance(Line& line, int step, int begin, int end) {
    const auto& before = line.before(step);
    auto& after = line.after(step);
    for (int i = begin; i < end; ++i) {
        const auto at = [&](int k) {
            return before[static_cast<std::size_t>((k + cells) % cells)];
        };
        std::uint64_t value = at(i - 1) + 3ull * at(i) + 7ull * at(i + 1);
        for (int k = 0; k < 130; ++k) value = (value ^ (value >> 29)) * 0xbf58476d1ce4e5b9u;
        after[static_cast<std::size_t>(i)] = static_cast<std::uint32_t>(value >> 32);
    }
}

int bound(int number, int parts) {
    return cells * number / parts;
}

void band(Line& line, int step, int number, int parts) {
    advance(line, step, bound(number, parts), bound(number + 1, parts));
}

void plain_steps(Line& line) {
    for (int step = 0; step < steps; ++step) advance(line, step, 0, cells);
}

template <class Solution>
void measure(Solution solution, const char* sentence) {
    const auto input = make_line();
    auto expected = input, line = input;
    plain_steps(expected);
    EXPECT_SPEEDUP(
        [&] {
            line.states[0] = input.states[0];
            plain_steps(line);
        },
        [&] {
            line.states[0] = input.states[0];
            solution(line, racecourse::cores());
        })
        << sentence;
    EXPECT_TRUE(line.before(steps) == expected.before(steps))
        << racecourse::because << "The line must be the one that one thread computes.";
}

// Starts the threads; each computes its band of each step, and calls `meet` after it.
template <class Meet>
void in_bands(Line& line, int threads, Meet meet) {
    racecourse::start_together(threads, [&](int i) {
        for (int step = 0; step < steps; ++step) {
            band(line, step, i, threads);
            meet();
        }
    });
}

TEST(Speed, right_std_barrier) {
    measure(
        [](Line& line, int threads) {
            std::barrier step_done(threads);
            in_bands(line, threads, [&] { step_done.arrive_and_wait(); });
        },
        "Each thread computes its band of a step, and all meet before the next one.");
}

TEST(Speed, right_barrier_of_a_condition) {
    measure(
        [](Line& line, int threads) {
            std::mutex mutex;
            std::condition_variable step_done;
            int arrived = 0, step = 0;
            in_bands(line, threads, [&] {
                std::unique_lock lock(mutex);
                if (++arrived == threads) {
                    arrived = 0;
                    ++step;
                    step_done.notify_all();
                    return;
                }
                const int mine = step;
                step_done.wait(lock, [&] { return step != mine; });
            });
        },
        "The last one to arrive counts the step and wakes the others.");
}

TEST(Speed, right_latch_for_each_step) {
    measure(
        [](Line& line, int threads) {
            std::vector<std::unique_ptr<std::latch>> latches;
            for (int step = 0; step < steps; ++step)
                latches.push_back(std::make_unique<std::latch>(threads));
            std::vector<std::jthread> workers;
            for (int i = 0; i < threads; ++i) {
                workers.emplace_back([&, i] {
                    for (int step = 0; step < steps; ++step) {
                        band(line, step, i, threads);
                        latches[static_cast<std::size_t>(step)]->arrive_and_wait();
                    }
                });
            }
        },
        "A latch for each step.");
}

TEST(Speed, right_barrier_of_atomics) {
    measure(
        [](Line& line, int threads) {
            std::atomic<int> arrived{0}, step{0};
            in_bands(line, threads, [&] {
                const int mine = step;
                if (++arrived == threads) {
                    arrived = 0;
                    ++step;
                    step.notify_all();
                } else {
                    step.wait(mine);
                }
            });
        },
        "Two atomics make a barrier; who waits sleeps in atomic::wait.");
}

TEST(Speed, wrong_sequential) {
    measure([](Line& line, int) { plain_steps(line); }, "The number of threads is ignored.");
}

TEST(Speed, wrong_lock_during_the_step) {
    measure(
        [](Line& line, int threads) {
            std::mutex mutex;
            std::barrier step_done(threads);
            racecourse::start_together(threads, [&](int i) {
                for (int step = 0; step < steps; ++step) {
                    {
                        std::lock_guard lock(mutex);
                        band(line, step, i, threads);
                    }
                    step_done.arrive_and_wait();
                }
            });
        },
        "Each thread holds the lock while it computes its band.");
}

TEST(Speed, wrong_one_after_the_other) {
    measure(
        [](Line& line, int threads) {
            std::mutex mutex;
            std::condition_variable turn_passed;
            int turn = 0;
            racecourse::start_together(threads, [&](int i) {
                for (int step = 0; step < steps; ++step) {
                    std::unique_lock lock(mutex);
                    turn_passed.wait(lock, [&] { return turn == step * threads + i; });
                    band(line, step, i, threads);
                    ++turn;
                    turn_passed.notify_all();
                }
            });
        },
        "Each thread waits for the thread before it, as if its band needed that one's.");
}

TEST(Speed, wrong_token_in_an_atomic) {
    measure(
        [](Line& line, int threads) {
            std::atomic<int> turn{0};
            racecourse::start_together(threads, [&](int i) {
                for (int step = 0; step < steps; ++step) {
                    while (turn != step * threads + i) std::this_thread::yield();
                    band(line, step, i, threads);
                    ++turn;
                }
            });
        },
        "A token goes from thread to thread; without it nobody computes, all look busy.");
}

TEST(Speed, wrong_sleeps_until_all_are_there) {
    measure(
        [](Line& line, int threads) {
            std::atomic<int> arrived{0};
            racecourse::start_together(threads, [&](int i) {
                for (int step = 0; step < steps; ++step) {
                    band(line, step, i, threads);
                    ++arrived;
                    while (arrived < (step + 1) * threads)
                        std::this_thread::sleep_for(std::chrono::milliseconds(2));
                }
            });
        },
        "Who waits for the others sleeps 2 ms before each look; a step takes a tenth of that.");
}

TEST(Speed, wrong_rest_for_the_last_thread) {
    measure(
        [](Line& line, int threads) {
            constexpr int share = 128;
            std::barrier step_done(threads);
            racecourse::start_together(threads, [&](int i) {
                const int end = i + 1 == threads ? cells : (i + 1) * share;
                for (int step = 0; step < steps; ++step) {
                    advance(line, step, i * share, end);
                    step_done.arrive_and_wait();
                }
            });
        },
        "Each thread gets 128 cells and the last one the rest: most of the line.");
}

TEST(Speed, wrong_one_thread_begins_each_step) {
    measure(
        [](Line& line, int threads) {
            std::barrier meeting(threads);
            racecourse::start_together(threads, [&](int i) {
                for (int step = 0; step < steps; ++step) {
                    if (i == 0) advance(line, step, 0, cells / 2);
                    meeting.arrive_and_wait();
                    const int half = cells - cells / 2;
                    advance(line, step, cells / 2 + half * i / threads,
                            cells / 2 + half * (i + 1) / threads);
                    meeting.arrive_and_wait();
                }
            });
        },
        "In each step one thread computes half of the line while the others wait.");
}

TEST(Speed, wrong_threads_for_a_few_cells) {
    measure(
        [](Line& line, int threads) {
            std::barrier meeting(threads);
            constexpr int group = 16;
            racecourse::start_together(threads, [&](int i) {
                for (int step = 0; step < steps; ++step)
                    for (int begin = 0; begin < cells; begin += group) {
                        const int share = std::max(1, group / threads);
                        const int first = begin + share * i;
                        const int end = i + 1 == threads ? begin + group : first + share;
                        advance(line, step, std::min(first, begin + group),
                                std::min(end, begin + group));
                        meeting.arrive_and_wait();
                    }
            });
        },
        "All meet at the barrier after every 16 cells: meeting takes longer than computing.");
}

}  // namespace
