// Tests of map_in_order. Where a test needs an order, one item waits for another. A short
// wait_for() there ends the waiting of wrong programs, and of right ones whose order is another
// one.
#include "map_in_order.h"

#include <racecourse/kit.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using namespace racecourse;

namespace {

// The numbers 0 to count-1, one with each call.
auto numbers(int count) {
    return [next = 0, count]() mutable -> std::optional<int> {
        if (next == count) return std::nullopt;
        return next++;
    };
}

std::string in_words(const std::vector<int>& values) {
    std::string words;
    for (const int value : values) words += (words.empty() ? "" : " ") + std::to_string(value);
    return words.empty() ? "none" : words;
}

std::vector<int> tenfold(int count) {
    std::vector<int> values(count);
    for (int i = 0; i < count; ++i) values[i] = 10 * i;
    return values;
}

// What it throws, or "no exception".
template <class Call>
std::string what_comes_of(Call call) {
    try {
        call();
        return "no exception";
    } catch (const std::runtime_error& error) {
        return error.what();
    }
}

TEST(Behaviour, GivesTheResultOfEachItem) {
    for (const int count : {0, 1, 2, 7, 100}) {
        for (const int threads : {1, 3}) {
            std::vector<int> taken;
            map_in_order(
                threads, numbers(count), [](int i) { return 10 * i; },
                [&](int result) { taken.push_back(result); });
            EXPECT_EQ(taken, tenfold(count))
                << because << "The items were the numbers from 0, " << count
                << " of them, and f multiplies by ten. The results should have been that, in "
                << "this order, but were: " << in_words(taken) << ".";
        }
    }
}

TEST(Behaviour, AQuickItemDoesNotOvertakeASlowOne) {
    Gate second_is_ready;
    std::vector<int> taken;
    map_in_order(
        2, numbers(4),
        [&](int i) {
            if (i == 0) (void)second_is_ready.wait_for(2s);
            if (i == 2) second_is_ready.open();  // the other thread has done item 1
            return 10 * i;
        },
        [&](int result) { taken.push_back(result); });
    EXPECT_EQ(taken, tenfold(4))
        << because
        << "The first of four items took longer than the second. The results should come "
        << "in the order of the items, 0 10 20 30, but came as: " << in_words(taken) << ".";
}

TEST(Behaviour, ItemsAndResultsMayBeOnlyMovable) {
    int next = 0;
    int sum = 0;
    map_in_order(
        2,
        [&]() -> std::optional<std::unique_ptr<int>> {
            if (next == 5) return std::nullopt;
            return std::make_unique<int>(next++);
        },
        [](std::unique_ptr<int> item) {
            *item += 1;
            return item;
        },
        [&](std::unique_ptr<int> result) { sum += *result; });
    EXPECT_EQ(sum, 15) << because
                       << "The items were std::unique_ptrs to 0, 1, 2, 3 and 4, f added 1 "
                       << "to each, and the results were added up.";
}

TEST(Behaviour, ReadsNoFurtherThanItsWindow) {
    int read = 0;
    int taken = 0;
    int most = 0;
    Gate too_far;
    map_in_order(
        3,
        [&]() -> std::optional<int> {
            if (read == 300) return std::nullopt;
            most = std::max(most, read + 1 - taken);
            if (most > 6) too_far.open();
            return read++;
        },
        [&](int i) {
            if (i == 0) (void)too_far.wait_for(50ms);
            return i;
        },
        [&](int) { ++taken; });
    EXPECT_LE(most, 6) << because
                       << "With 3 threads, at most 6 items may have been read whose results "
                       << "have not been taken. It read so far ahead that there were " << most
                       << ".";
    EXPECT_EQ(taken, 300) << because << "There were 300 items, so 300 results should be taken.";
}

TEST(Behaviour, ReadsAndTakesInTheCallersThread) {
    const auto caller = std::this_thread::get_id();
    bool read_here = true;
    bool taken_here = true;
    std::atomic<bool> computed_elsewhere{true};
    auto source = numbers(20);
    map_in_order(
        2,
        [&] {
            read_here = read_here && std::this_thread::get_id() == caller;
            return source();
        },
        [&](int i) {
            if (std::this_thread::get_id() == caller) computed_elsewhere = false;
            return i;
        },
        [&](int) { taken_here = taken_here && std::this_thread::get_id() == caller; });
    EXPECT_TRUE(read_here && taken_here)
        << because << "next_item and take should run in the thread that called map_in_order, and "
        << "nowhere else: they may use what has no lock.";
    EXPECT_TRUE(computed_elsewhere)
        << because << "f should run in threads of map_in_order's own, but "
        << "it ran in the calling thread.";
}

TEST(Behaviour, TheFirstFailureInTheOrderOfTheItemsArrives) {
    Gate later_has_failed;
    std::vector<int> taken;
    const std::string result = what_comes_of([&] {
        map_in_order(
            2, numbers(100),
            [&](int i) {
                if (i == 2) {
                    (void)later_has_failed.wait_for(200ms);
                    throw std::runtime_error("item 2 failed");
                }
                if (i == 3) throw std::runtime_error("item 3 failed");
                if (i == 4) later_has_failed.open();  // if it is begun at all
                return 10 * i;
            },
            [&](int value) { taken.push_back(value); });
    });
    EXPECT_EQ(result, "item 2 failed")
        << because
        << "f threw for item 3, and later for item 2. In the order of the items, 2 is the "
        << "first, so its exception should reach the caller. What reached it was: " << result
        << ".";
    EXPECT_EQ(taken, (std::vector{0, 10}))
        << because << "f threw for item 2. The results of items 0 and 1 should be taken before the "
        << "exception comes, and no other. Taken were: " << in_words(taken) << ".";
}

TEST(Behaviour, AfterAFailureNothingMoreBegins) {
    std::atomic<int> begun{0};
    const std::string result = what_comes_of([&] {
        map_in_order(
            2, numbers(1000),
            [&](int i) {
                begun.fetch_add(1);
                if (i == 0) throw std::runtime_error("item 0 failed");
                return i;
            },
            [](int) {});
    });
    EXPECT_EQ(result, "item 0 failed") << because << "f threw for the first item.";
    EXPECT_LE(begun, 4) << because
                        << "f threw for the first of 1000 items, in two threads. At most 4 "
                        << "items could have been read by then, and nothing should be begun after "
                        << "that, but f was called " << begun << " times.";
}

TEST(Behaviour, ComesBackWhenNothingRunsAnyMore) {
    Gauge running;
    Gate other_runs;
    Gate came_back;
    int still_running = 0;
    const std::string result = what_comes_of([&] {
        map_in_order(
            2, numbers(10),
            [&](int i) {
                Gauge::Inside inside(running);
                if (i == 0) {
                    (void)other_runs.wait_for(200ms);
                    throw std::runtime_error("item 0 failed");
                }
                other_runs.open();
                (void)came_back.wait_for(50ms);
                return i;
            },
            [](int) {});
    });
    still_running = running.now();
    came_back.open();
    EXPECT_EQ(still_running, 0)
        << because
        << "f threw for the first item while another item was running. What runs may use "
        << "what the caller will destroy, so map_in_order should come back only when it has ended.";
    EXPECT_EQ(result, "item 0 failed") << because << "f threw for the first item.";
}

TEST(Behaviour, WhatSourceAndSinkThrowArrives) {
    EXPECT_EQ(what_comes_of([] {
                  map_in_order(
                      2, []() -> std::optional<int> { throw std::runtime_error("no file"); },
                      [](int i) { return i; }, [](int) {});
              }),
              "no file")
        << because << "next_item threw, and its exception should reach the caller.";
    EXPECT_EQ(what_comes_of([] {
                  map_in_order(
                      2, numbers(50), [](int i) { return i; },
                      [](int i) {
                          if (i == 5) throw std::runtime_error("disk full");
                      });
              }),
              "disk full")
        << because << "take threw, and its exception should reach the caller.";
    EXPECT_THROW(map_in_order(
                     0, numbers(1), [](int i) { return i; }, [](int) {}),
                 std::invalid_argument)
        << because << "Without threads nobody works: that should throw std::invalid_argument.";
}

TEST(Races, ManyItemsInSeveralThreads) {
    constexpr int count = 1500;
    std::vector<int> taken;
    map_in_order(
        4, numbers(count), [](int i) { return 10 * i; },
        [&](int result) { taken.push_back(result); });
    EXPECT_TRUE(taken == tenfold(count))
        << because << "1500 numbers were multiplied by ten in 4 threads. The results are not all "
        << "there, or not in the order of the items.";
}

TEST(Races, FailuresNowAndThen) {
    repeat(40, [](int round) {
        std::vector<int> taken;
        const std::string result = what_comes_of([&] {
            map_in_order(
                3, numbers(100),
                [&](int i) {
                    if (i == round) throw std::runtime_error("failed");
                    return 10 * i;
                },
                [&](int value) { taken.push_back(value); });
        });
        EXPECT_TRUE(result == "failed" && taken == tenfold(round))
            << because << "f threw for item " << round << " of 100. The " << round
            << " results before it should be taken, and then the exception should arrive.";
    });
}

// The grader runs the following in many different orders of the threads' steps, so they are small.

TEST(Schedules, TwoItemsAreDoneAtTheSameTime) {
    Gate second_runs;
    std::vector<int> taken;
    map_in_order(
        2, numbers(2),
        [&](int i) {
            if (i == 0) second_runs.wait();
            second_runs.open();
            return 10 * i;
        },
        [&](int result) { taken.push_back(result); });
    EXPECT_EQ(taken, tenfold(2)) << because
                                 << "With two threads and two items, the first item waited "
                                 << "for the second one to begin. Taken were: " << in_words(taken)
                                 << ".";
}

TEST(Schedules, TheOrderOfTheResultsIsThatOfTheItems) {
    std::vector<int> taken;
    map_in_order(
        2, numbers(3), [](int i) { return 10 * i; }, [&](int result) { taken.push_back(result); });
    EXPECT_EQ(taken, tenfold(3)) << because
                                 << "Three items were multiplied by ten in two threads. The "
                                 << "results should be 0 10 20, but were: " << in_words(taken)
                                 << ".";
}

TEST(Schedules, AFailureArrivesAndLeavesNobodyWaiting) {
    std::vector<int> taken;
    const std::string result = what_comes_of([&] {
        map_in_order(
            2, numbers(3),
            [](int i) {
                if (i >= 1) throw std::runtime_error(i == 1 ? "item 1" : "item 2");
                return 0;
            },
            [&](int value) { taken.push_back(value); });
    });
    EXPECT_TRUE(result == "item 1" && taken == tenfold(1))
        << because
        << "Of three items in two threads, f threw for 1 and 2. The result of item 0 should "
        << "be taken and then the exception of item 1 arrive, but what came was: " << result
        << ", and taken were: " << in_words(taken) << ".";
}

// The grader runs the following on eight virtual cores. Time is virtual there, too: sleeping costs
// none of the machine's.

TEST(Speed, ItemsThatWaitDoSoAtTheSameTime) {
    const int threads = cores();
    const auto all = took([&] {
        map_in_order(
            threads, numbers(10 * threads),
            [](int i) {
                std::this_thread::sleep_for(50ms);
                return i;
            },
            [](int) {});
    });
    EXPECT_AT_MOST(all.time, 520ms)
        << "Each item waits for 50 ms, and each of " << threads << " threads has ten of them. The "
        << "threads should wait at the same time, which makes ten times 50 ms.";
    EXPECT_AT_MOST(all.threads, threads)
        << "It was to use " << threads << " threads. This is how many it started.";
    EXPECT_AT_MOST(all.work, 50ms)
        << "Nothing was computed: all items only waited. Threads that wait asleep need next to no "
           "processor time, and neither does a caller who waits for a result.";
}

TEST(Speed, ASlowItemHoldsUpNobodyWithinTheWindow) {
    const auto all = took([] {
        map_in_order(
            4, numbers(64),
            [](int i) {
                std::this_thread::sleep_for(i % 4 == 0 ? 40ms : 10ms);
                return i;
            },
            [](int) {});
    });
    EXPECT_AT_MOST(all.time, 480ms)
        << "Of 64 items in four threads every fourth takes 40 ms, the others 10 ms. While one "
           "thread "
           "has a slow one, the others should go on with what comes next: the window of 8 items "
           "has "
           "room for it. If they wait for the slow ones, it takes 640 ms.";
}

}  // namespace
