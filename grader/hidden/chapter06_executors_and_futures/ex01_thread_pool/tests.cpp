// Tests of ThreadPool. A gate holds tasks where a test needs them, so that it knows who is where.
#include "thread_pool.h"

#include <racecourse/kit.h>

#include <array>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

using namespace racecourse;

// The tests compare what comes out: its type must be the one that the task gives.
static_assert(std::is_same_v<decltype(std::declval<ThreadPool&>().submit([] { return 1L; })),
                             std::future<long>>);
static_assert(
    std::is_same_v<decltype(std::declval<ThreadPool&>().submit([] {})), std::future<void>>);

namespace {

// What a future of numbers comes to, in words. Nobody waits for ever for a task that was lost.
std::string outcome(std::future<int>& future) {
    if (future.wait_for(5s) != std::future_status::ready) return "nothing, after five seconds";
    try {
        return std::to_string(future.get());
    } catch (const std::future_error&) {
        return "a broken promise";
    } catch (const std::exception& error) {
        return error.what();
    }
}

// Submits a task that does nothing; says whether the pool refused it.
bool refuses(ThreadPool& pool) {
    try {
        (void)pool.submit([] {});
        return false;
    } catch (const std::runtime_error&) {
        return true;
    }
}

TEST(Behaviour, GivesBackWhatTasksReturn) {
    ThreadPool pool(2);
    auto number = pool.submit([] { return 42; });
    auto text = pool.submit([] { return std::string("a text"); });
    auto moved = pool.submit([] { return std::make_unique<int>(7); });
    bool ran = false;
    auto nothing = pool.submit([&ran] { ran = true; });
    EXPECT_EQ(number.get(), 42) << because << "A task returned 42; its future should give that.";
    EXPECT_EQ(text.get(), "a text") << because << "A task returned a string.";
    EXPECT_EQ(*moved.get(), 7) << because << "A task returned a std::unique_ptr to 7.";
    nothing.get();
    EXPECT_TRUE(ran) << because << "A task that returns nothing should have run before its future "
                     << "was ready.";
}

TEST(Behaviour, RunsTasksThatCanOnlyBeMoved) {
    ThreadPool pool(1);
    auto paper = std::make_unique<int>(80);
    auto result = pool.submit([paper = std::move(paper)]() mutable { return ++*paper; });
    EXPECT_EQ(outcome(result), "81")
        << because << "A task owned a std::unique_ptr to 80, added 1 and returned the number.";
}

TEST(Behaviour, HandsOnExceptionsAndGoesOn) {
    ThreadPool pool(1);
    auto failing = pool.submit([]() -> int { throw std::runtime_error("no network"); });
    auto next = pool.submit([] { return 5; });
    EXPECT_EQ(outcome(failing), "no network")
        << because << "A task threw an exception, \"no network\", which should have reached the "
        << "caller of get().";
    EXPECT_EQ(outcome(next), "5")
        << because << "In a pool of one thread, a task threw an exception, and the next one "
        << "returned 5. An exception should not keep the thread from the next task, but what came "
        << "of that is: " << outcome(next) << ".";
}

TEST(Behaviour, BeginsTasksInTheirOrder) {
    std::vector<int> order;  // used by the only worker, and after the last task by the test
    ThreadPool pool(1);
    for (int i = 0; i < 20; ++i) pool.submit([&order, i] { order.push_back(i); });
    pool.submit([] {}).get();
    std::vector<int> expected(20);
    for (int i = 0; i < 20; ++i) expected[i] = i;
    EXPECT_EQ(order, expected) << because << "A pool of one thread got 20 tasks. It should run all "
                               << "of them, in the order in which they were submitted.";
}

TEST(Behaviour, ATaskMaySubmitAnother) {
    ThreadPool pool(1);
    auto outer = pool.submit([&pool] { return pool.submit([] { return 3; }); });
    auto inner = outer.get();
    EXPECT_EQ(outcome(inner), "3") << because << "A task submitted another one, which returned 3.";
}

TEST(Behaviour, UsesNoMoreThreadsThanItWasGiven) {
    std::atomic<int> threads{0};
    std::atomic<bool> in_caller{false};
    const auto caller = std::this_thread::get_id();
    {
        ThreadPool pool(3);
        for (int i = 0; i < 60; ++i) {
            pool.submit([&] {
                static thread_local bool seen = false;
                if (!std::exchange(seen, true)) threads.fetch_add(1);
                if (std::this_thread::get_id() == caller) in_caller = true;
            });
        }
    }
    EXPECT_LE(threads, 3) << because << "A pool of 3 threads got 60 tasks. They ran in " << threads
                          << " different threads.";
    EXPECT_FALSE(in_caller) << because << "A task ran in the thread that submitted it. It should "
                            << "run in one of the pool's threads.";
}

TEST(Behaviour, ShutdownRunsWhatWasAccepted) {
    Gate go_on;
    std::atomic<int> ran{0};
    ThreadPool pool(1);
    (void)pool.submit([&] { go_on.wait(); });
    std::vector<std::future<int>> results;
    for (int i = 0; i < 30; ++i) results.push_back(pool.submit([&ran] { return ++ran; }));
    std::jthread closer([&] { pool.shutdown(); });
    // The only worker is held at the gate, so all 30 tasks still wait when the shutdown begins.
    const bool refused = eventually([&] { return refuses(pool); }, 3s);
    go_on.open();
    closer.join();
    EXPECT_TRUE(refused) << because << "shutdown() had been called, and a task was still running. "
                         << "submit() should throw std::runtime_error from then on, but for three "
                         << "seconds it accepted every task.";
    EXPECT_EQ(ran, 30) << because << "30 tasks were waiting in the queue when shutdown() began. It "
                       << "should have returned after all of them had run, but only " << ran
                       << " had.";
}

TEST(Behaviour, RefusesTasksAfterShutdown) {
    ThreadPool pool(2);
    auto before = pool.submit([] { return 1; });
    pool.shutdown();
    EXPECT_EQ(outcome(before), "1") << because << "A task was submitted before shutdown().";
    EXPECT_TRUE(refuses(pool)) << because << "After shutdown() nobody is left to run a task, so "
                               << "submit() should throw std::runtime_error. It accepted one.";
    pool.shutdown();  // again, and then once more by the destructor
}

TEST(Behaviour, NeedsAtLeastOneThread) {
    bool refused = false;
    try {
        ThreadPool pool(0);
        (void)pool.submit([] {});
    } catch (const std::invalid_argument&) {
        refused = true;
    }
    EXPECT_TRUE(refused) << because << "A pool without threads would never run a task: the "
                         << "constructor should throw std::invalid_argument.";
}

TEST(Races, RunsEachTaskOnceForManySubmitters) {
    constexpr int each = 150;
    std::atomic<int> ran{0};
    std::array<long, 4> sums{};
    {
        ThreadPool pool(3);
        start_together(4, [&](int thread) {
            std::vector<std::future<int>> results;
            for (int i = 0; i < each; ++i) {
                results.push_back(pool.submit([&ran, i] {
                    ran.fetch_add(1);
                    return i;
                }));
            }
            for (auto& result : results) sums[thread] += result.get();
        });
    }
    EXPECT_EQ(ran, 4 * each) << because << "4 threads submitted 150 tasks each. Each task should "
                             << "run once, so 600 should have run, but " << ran << " did.";
    for (const long sum : sums) {
        EXPECT_EQ(sum, each * (each - 1) / 2)
            << because << "A thread submitted 150 tasks that returned 0 to 149, and added up what "
            << "its futures gave.";
    }
}

TEST(Races, ExceptionsFindTheirCallers) {
    std::atomic<int> caught{0};
    ThreadPool pool(3);
    start_together(3, [&](int) {
        for (int i = 0; i < 60; ++i) {
            auto result = pool.submit([i]() -> int {
                if (i % 2 == 0) throw std::runtime_error("even");
                return i;
            });
            try {
                use(result.get());
            } catch (const std::runtime_error& error) {
                caught.fetch_add(error.what()[0] == 'e' ? 1 : 1000);
            }
        }
    });
    EXPECT_EQ(caught, 90) << because << "Every second one of 180 tasks threw an exception. Each "
                          << "should reach the one who holds its future, but " << caught
                          << " arrived.";
}

TEST(Races, ShutsDownWhileOthersSubmit) {
    repeat(20, [](int) {
        std::atomic<int> ran{0};
        std::atomic<int> accepted{0};
        ThreadPool pool(2);
        start_together(4, [&](int thread) {
            if (thread >= 2) {
                pool.shutdown();
                return;
            }
            try {
                for (int i = 0; i < 100; ++i) {
                    (void)pool.submit([&ran] { ran.fetch_add(1); });
                    accepted.fetch_add(1);
                }
            } catch (const std::runtime_error& error) {
                use(error.what()[0]);
            }
        });
        EXPECT_LE(ran, accepted) << because << "A task ran that submit() had refused.";
    });
}

// The grader runs the following in many different orders of the threads' steps, so they are small.

TEST(Schedules, TwoTasksRunAtTheSameTime) {
    Gate second_runs;
    ThreadPool pool(2);
    auto first = pool.submit([&] {
        second_runs.wait();
        return 1;
    });
    auto second = pool.submit([&] {
        second_runs.open();
        return 2;
    });
    const int sum = first.get() + second.get();
    EXPECT_EQ(sum, 3) << because << "In a pool of two threads, one task waited for the other. They "
                      << "returned 1 and 2.";
}

TEST(Schedules, WhatIsAcceptedDuringShutdownRuns) {
    std::string result = "refused";
    std::atomic<int> ran{0};
    {
        ThreadPool pool(1);
        std::thread submitter([&] {
            std::future<int> future;
            try {
                future = pool.submit([&ran] { return 6 + ++ran; });
            } catch (const std::runtime_error& error) {
                use(error.what()[0]);
                return;
            }
            try {
                result = std::to_string(future.get());
            } catch (const std::future_error&) {
                result = "accepted and then thrown away";
            }
        });
        std::thread closer([&] { pool.shutdown(); });
        submitter.join();
        closer.join();
    }
    EXPECT_TRUE((result == "7" && ran == 1) || (result == "refused" && ran == 0))
        << because << "One thread submitted a task while another called shutdown(). Either the "
        << "task is refused and never runs, or it is accepted and runs for certain. But it was: "
        << result << ", and it ran " << ran << " times.";
}

TEST(Schedules, EachShutdownReturnsWhenAllIsDone) {
    std::atomic<bool> done{false};
    std::array<bool, 2> saw_it_done{};
    ThreadPool pool(1);
    (void)pool.submit([&done] { done = true; });
    std::thread first([&] {
        pool.shutdown();
        saw_it_done[0] = done;
    });
    std::thread second([&] {
        pool.shutdown();
        saw_it_done[1] = done;
    });
    first.join();
    second.join();
    EXPECT_TRUE(saw_it_done[0] && saw_it_done[1])
        << because << "Two threads called shutdown() at once, while a task was waiting or running. "
        << "Both calls should return only after it has run, but one came back before.";
}

TEST(Schedules, APoolWithoutWorkEnds) {
    ThreadPool pool(2);
    std::thread closer([&] { pool.shutdown(); });
    closer.join();
    EXPECT_TRUE(refuses(pool)) << because << "The pool has been shut down: submit() should throw "
                               << "std::runtime_error.";
}

// The grader runs the following on eight virtual cores. Time is virtual there, too: sleeping costs
// none of the machine's.

TEST(Speed, TasksThatWaitDoSoAtTheSameTime) {
    const int threads = cores();
    ThreadPool pool(threads);
    const auto all = took([&] {
        std::vector<std::future<void>> results;
        for (int i = 0; i < 2 * threads; ++i)
            results.push_back(pool.submit([] { std::this_thread::sleep_for(50ms); }));
        for (auto& result : results) result.get();
    });
    EXPECT_AT_MOST(all.time, 110ms)
        << "A pool of " << threads << " threads got twice as many tasks, each of which waits for "
        << "50 ms. Each thread should wait with one of them at the same time as the others, which "
        << "makes two rounds of 50 ms.";
}

TEST(Speed, APoolWithoutWorkSleeps) {
    ThreadPool pool(4);
    pool.submit([] {}).get();
    const auto idle = took([] { std::this_thread::sleep_for(100ms); });
    EXPECT_AT_MOST(idle.work, 5ms)
        << "For 100 ms a pool of four threads had nothing to do. Threads that sleep until a "
           "task comes need next to no processor time.";
}

TEST(Speed, ATaskBeginsAtOnceWhenAThreadIsFree) {
    ThreadPool pool(2);
    std::chrono::nanoseconds waited{0};
    for (int i = 0; i < 10; ++i) {
        std::this_thread::sleep_for(33ms);
        waited += took([&] { pool.submit([] {}).get(); }).time;
    }
    EXPECT_AT_MOST(waited, 10ms)
        << "Ten times a pool with two free threads got a task that does nothing. It should begin "
           "with it at once; this is how long all ten took together.";
}

}  // namespace
