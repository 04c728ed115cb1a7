// Tests of Barrier and settle(). A thread that has arrived cannot be told from one that is about
// to, so the behaviour of single rounds is tested with arrive_and_drop(), which does not wait.
#include <racecourse/kit.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <type_traits>
#include <utility>

#include "barrier.h"
#include "heat.h"

// The tests compare what comes out: its type must be the one that the task gives.
static_assert(std::is_same_v<decltype(std::declval<Settled&>().sweeps), int>);
static_assert(std::is_same_v<decltype(std::declval<Settled&>().change), double>);
static_assert(std::is_same_v<decltype(settle(std::declval<Plate&>(), 0.0, 0, 0)), Settled>);

namespace {

using namespace racecourse;

std::string times(int count) {
    return std::to_string(count) + (count == 1 ? " time" : " times");
}

// In each round another thread is late. What is tried is not that: it makes sure that the others
// really wait, and so that a round is the same each time.
void late_when_it_is_my_turn(int thread, int threads, int round) {
    if (round % threads == thread) std::this_thread::sleep_for(2ms);
}

TEST(Behaviour, AGroupOfOneNeverWaits) {
    int rounds = 0;
    Barrier barrier(1, [&] { ++rounds; });
    for (int i = 0; i < 5; ++i) barrier.arrive_and_wait();
    EXPECT_EQ(rounds, 5) << because
                         << "The only member of a group arrived five times. That is five rounds, "
                            "and completion should have run at the end of each, but it ran "
                         << times(rounds) << ".";
}

TEST(Behaviour, TheLastToLeaveEndsTheRound) {
    int rounds = 0;
    Barrier barrier(3, [&] { ++rounds; });
    barrier.arrive_and_drop();
    barrier.arrive_and_drop();
    EXPECT_EQ(rounds, 0) << because
                         << "Two of three members arrived and left. The third has not arrived, so "
                            "the round is not over, but completion has run already.";
    barrier.arrive_and_drop();
    EXPECT_EQ(rounds, 1) << because
                         << "Three members called arrive_and_drop(). The last of these calls ends "
                            "the round, so completion should have run once, but it ran "
                         << times(rounds) << ".";
}

TEST(Behaviour, WhoHasLeftIsNotWaitedFor) {
    int rounds = 0;
    Barrier barrier(3, [&] { ++rounds; });
    barrier.arrive_and_drop();
    barrier.arrive_and_drop();
    for (int i = 0; i < 3; ++i) barrier.arrive_and_wait();
    EXPECT_EQ(rounds, 3)
        << because
        << "Two of three members left in the first round, and the third arrived in that round and "
           "in two more. Completion should have run at the end of each, but it ran "
        << times(rounds) << ".";
}

TEST(Behaviour, ServesOtherThreadsInTheNextRound) {
    std::atomic<int> completed{0};
    Barrier barrier(3, [&] { completed.fetch_add(1); });
    for (int round = 1; round <= 3; ++round) {
        start_together(3, [&](int thread) {
            late_when_it_is_my_turn(thread, 3, round);
            barrier.arrive_and_wait();
        });
        EXPECT_EQ(completed, round)
            << because << "Three threads arrived in round " << round
            << ", as in those before it, and have gone on. Completion should have run once in each "
               "round, but all in all it ran "
            << times(completed) << ".";
    }
}

TEST(Behaviour, NeedsNoCompletion) {
    Barrier barrier(2);
    std::atomic<int> through{0};
    start_together(2, [&](int thread) {
        late_when_it_is_my_turn(thread, 2, 1);
        barrier.arrive_and_wait();
        through.fetch_add(1);
    });
    EXPECT_EQ(through, 2)
        << because << "Two threads arrived at a barrier without completion; both should go on.";
}

// What settle() should do, in one thread.
Settled settle_plainly(Plate& plate, double tolerance, int most_sweeps) {
    Settled result;
    std::vector<double> fresh = plate.temperature;
    while (result.sweeps < most_sweeps) {
        const std::vector<double>& old = plate.temperature;
        double change = 0;
        for (int row = 1; row < plate.rows - 1; ++row) {
            for (int column = 1; column < plate.columns - 1; ++column) {
                const int at = row * plate.columns + column;
                fresh[at] = (old[at - plate.columns] + old[at + plate.columns] + old[at - 1] +
                             old[at + 1]) /
                            4;
                change = std::max(change, std::abs(fresh[at] - old[at]));
            }
        }
        plate.temperature.swap(fresh);
        ++result.sweeps;
        result.change = change;
        if (change <= tolerance) break;
    }
    return result;
}

Plate some_plate(int rows, int columns, unsigned seed) {
    std::mt19937 random(seed);
    Plate plate{rows, columns, std::vector<double>(rows * columns)};
    for (double& temperature : plate.temperature)
        temperature = static_cast<double>(random() % 1000);
    return plate;
}

bool nearly(double one, double other) {
    return std::abs(one - other) < 1e-9;
}

void expect_settles(const Plate& before, double tolerance, int most_sweeps, int threads) {
    const std::string what = "A plate of " + std::to_string(before.rows) + " rows and " +
                             std::to_string(before.columns) + " columns, " +
                             std::to_string(threads) + " threads, at most " +
                             std::to_string(most_sweeps) + " sweeps: ";
    Plate expected = before;
    const Settled right = settle_plainly(expected, tolerance, most_sweeps);
    Plate plate = before;
    const Settled got = settle(plate, tolerance, most_sweeps, threads);
    EXPECT_EQ(got.sweeps, right.sweeps)
        << because << what << "there should be " << right.sweeps << " sweeps until nothing changes "
        << "by more than " << tolerance << ", but there were " << got.sweeps << ".";
    EXPECT_TRUE(nearly(got.change, right.change))
        << because << what << "the last sweep's largest change should be " << right.change
        << ", but settle() said " << got.change << ".";
    ASSERT_EQ(plate.temperature.size(), expected.temperature.size())
        << because << what << "the number of cells must not change.";
    int wrong = 0;
    for (std::size_t cell = 0; cell < plate.temperature.size(); ++cell)
        wrong += !nearly(plate.temperature[cell], expected.temperature[cell]);
    EXPECT_EQ(wrong, 0) << because << what << wrong << " of " << plate.temperature.size()
                        << " cells have another temperature than they would have if one thread had "
                           "done everything.";
}

// Here threads share a single sweep; more of them together are tried in the suite Races.
TEST(Behaviour, SpreadsTheHeatUntilNothingChanges) {
    expect_settles(some_plate(9, 7, 1), 0.5, 1000, 1);
    expect_settles(some_plate(3, 8, 8), 0.01, 1000, 1);
}

TEST(Behaviour, EveryRowHasItsThread) {
    for (const int threads : {1, 2, 3, 5}) expect_settles(some_plate(9, 7, 2), 0.5, 1, threads);
}

TEST(Behaviour, StopsAfterTheMostSweepsAllowed) {
    for (const int most : {0, 1, 2, 7}) expect_settles(some_plate(6, 8, 3), 0, most, 1);
}

TEST(Behaviour, MoreThreadsThanRows) {
    expect_settles(some_plate(4, 5, 4), 0.01, 1, 5);
    expect_settles(some_plate(3, 3, 5), 0.01, 1, 2);
}

TEST(Behaviour, APlateThatIsAllEdgeStaysAsItIs) {
    expect_settles(some_plate(2, 5, 6), 0.01, 10, 2);
    expect_settles(some_plate(5, 1, 7), 0.01, 10, 3);
}

TEST(Races, NobodyIsEarlyAndNobodyIsLeftBehind) {
    constexpr int members = 3;
    constexpr int rounds = 25;
    // Who is in the next round already writes into the other half.
    std::array<std::array<int, members>, 2> noted{};
    std::array<int, members> wrong{};
    Barrier barrier(members);
    start_together(members, [&](int thread) {
        for (int round = 1; round <= rounds; ++round) {
            late_when_it_is_my_turn(thread, members, round);
            noted[round % 2][thread] = round;
            barrier.arrive_and_wait();
            for (const int reached : noted[round % 2]) wrong[thread] += reached != round;
        }
    });
    EXPECT_EQ(wrong[0] + wrong[1] + wrong[2], 0)
        << because
        << "Three threads did 25 rounds. In each they noted the round, met at the barrier, and "
           "looked at what all had noted. Everybody should have seen everybody in the same round, "
           "but "
        << wrong[0] + wrong[1] + wrong[2] << " times somebody was in another one.";
}

TEST(Races, CompletionIsAloneWithTheData) {
    constexpr int members = 3;
    constexpr int rounds = 25;
    std::array<long, members> part{};
    long sum = 0;
    int completed = 0;
    std::array<int, members> wrong{};
    Barrier barrier(members, [&] {
        ++completed;
        sum = part[0] + part[1] + part[2];
    });
    start_together(members, [&](int thread) {
        for (int round = 1; round <= rounds; ++round) {
            late_when_it_is_my_turn(thread, members, round);
            part[thread] = round * (thread + 1);
            barrier.arrive_and_wait();
            wrong[thread] += sum != 6L * round;
        }
    });
    EXPECT_EQ(wrong[0] + wrong[1] + wrong[2], 0)
        << because
        << "In each of 25 rounds completion added up what three threads had computed, and each "
           "thread then read the sum. "
        << wrong[0] + wrong[1] + wrong[2] << " times it was not this round's.";
    EXPECT_EQ(completed, rounds)
        << because
        << "There were 25 rounds, and completion should have run once in each, but it ran "
        << times(completed) << ".";
}

TEST(Races, MembersLeaveOneByOne) {
    constexpr int members = 4;
    constexpr int each = 5;
    int completed = 0;
    Barrier barrier(members, [&] { ++completed; });
    start_together(members, [&](int thread) {
        for (int round = 1; round <= each * (thread + 1); ++round) {
            late_when_it_is_my_turn(thread, members, round);
            if (round < each * (thread + 1)) {
                barrier.arrive_and_wait();
            } else {
                barrier.arrive_and_drop();
            }
        }
    });
    EXPECT_EQ(completed, members * each)
        << because
        << "Four threads took part in 5, 10, 15 and 20 rounds and left in the last of theirs. That "
           "makes 20 rounds, but completion ran "
        << times(completed) << ".";
}

TEST(Races, ThreadsShareManySweeps) {
    expect_settles(some_plate(14, 12, 8), 0, 120, 4);
}

// The grader runs the following in many different orders of the threads' steps, so they are small.

TEST(Schedules, TwoThreadsMeetTwice) {
    constexpr int rounds = 2;
    std::array<std::array<std::atomic<int>, 2>, rounds> noted{};
    std::atomic<int> completed{0};
    Barrier barrier(2, [&] { completed.fetch_add(1); });
    const auto take_part = [&](int thread) {
        int missing = 0;
        for (int round = 0; round < rounds; ++round) {
            noted[round][thread] = 1;
            barrier.arrive_and_wait();
            missing += noted[round][1 - thread] != 1;
        }
        return missing;
    };
    std::array<int, 2> missing{};
    std::thread one([&] { missing[0] = take_part(0); });
    std::thread two([&] { missing[1] = take_part(1); });
    one.join();
    two.join();
    EXPECT_EQ(missing[0] + missing[1], 0)
        << because
        << "Two threads met at the barrier twice. A thread went on although the other had "
           "not arrived in this round.";
    EXPECT_EQ(completed, rounds)
        << because
        << "Two threads met at the barrier twice, so completion should have run twice, but it ran "
        << times(completed) << ".";
}

TEST(Schedules, ThreeThreadsEndARoundOnce) {
    std::array<int, 3> part{};
    std::array<int, 3> seen{};
    std::atomic<int> sum{0};
    std::atomic<int> completed{0};
    Barrier barrier(3, [&] {
        completed.fetch_add(1);
        sum = part[0] + part[1] + part[2];
    });
    const auto take_part = [&](int thread) {
        part[thread] = 1;
        barrier.arrive_and_wait();
        seen[thread] = sum;
    };
    std::thread one([&] { take_part(0); });
    std::thread two([&] { take_part(1); });
    std::thread three([&] { take_part(2); });
    one.join();
    two.join();
    three.join();
    EXPECT_EQ(seen, (std::array{3, 3, 3}))
        << because
        << "Three threads computed 1 each and met at the barrier, where completion added up what "
           "they had. Each should then have found 3, but they found "
        << seen[0] << ", " << seen[1] << " and " << seen[2] << ".";
    EXPECT_EQ(completed, 1) << because
                            << "Three threads met at the barrier once, so completion should have "
                               "run once, but it ran "
                            << times(completed) << ".";
}

TEST(Schedules, OneLeavesWhileTheOtherWaits) {
    std::atomic<int> completed{0};
    Barrier barrier(2, [&] { completed.fetch_add(1); });
    std::thread stays([&] {
        barrier.arrive_and_wait();
        barrier.arrive_and_wait();
    });
    std::thread leaves([&] { barrier.arrive_and_drop(); });
    stays.join();
    leaves.join();
    EXPECT_EQ(completed, 2)
        << because
        << "One of two threads arrived twice; the other left in the first round. That makes two "
           "rounds, but completion ran "
        << times(completed) << ".";
}

TEST(Schedules, TwoThreadsShareTwoSweeps) {
    const Plate before{4, 3, {8, 8, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0}};
    Plate plate = before;
    const Settled got = settle(plate, 0, 2, 2);
    // 2 and 0 after the first sweep, then (8 + 0) / 4 and (2 + 0) / 4.
    EXPECT_TRUE(got.sweeps == 2 && nearly(got.change, 0.5) && nearly(plate.temperature[4], 2) &&
                nearly(plate.temperature[7], 0.5))
        << because
        << "Two threads did two sweeps over a plate whose two inner cells should then have 2 and "
           "0.5 degrees, the largest change being 0.5. But settle() said "
        << got.sweeps << " sweeps and " << got.change << ", and the cells have "
        << plate.temperature[4] << " and " << plate.temperature[7] << " degrees.";
}

// The grader runs the following on eight virtual cores. Time is virtual there, too: sleeping costs
// none of the machine's.

TEST(Speed, WhoWaitsSleepsAndGoesOnAtOnce) {
    const int members = cores();
    Barrier barrier(members);
    const auto round = took([&] {
        start_together(members, [&](int thread) {
            if (thread == 0) std::this_thread::sleep_for(50ms);
            barrier.arrive_and_wait();
        });
    });
    EXPECT_AT_MOST(round.time, 55ms)
        << "One of " << members
        << " threads arrived 50 ms after the others. As soon as it was "
           "there, all should have gone on.";
    EXPECT_AT_MOST(round.work, 5ms)
        << "One of " << members
        << " threads arrived 50 ms after the others, and for so long they had nothing to do but "
           "wait. Threads that wait asleep need next to no processor time.";
}

TEST(Speed, EightThreadsSpreadTheHeatFasterThanOne) {
    constexpr int sweeps = 40;
    const Plate before = some_plate(400, 1000, std::random_device{}());
    EXPECT_SPEEDUP(
        [&] {
            Plate plate = before;
            use(settle_plainly(plate, 0, sweeps).change);
        },
        [&] {
            Plate plate = before;
            use(settle(plate, 0, sweeps, cores()).change);
        })
        << "40 sweeps over a plate of 400 times 1000 cells, by " << cores()
        << " threads. They need each other only at the end of each sweep, so they should be many "
           "times as fast as one.";
    Plate plate = before;
    const auto run = took([&] { use(settle(plate, 0, sweeps, cores()).sweeps); });
    EXPECT_AT_MOST(run.threads, cores())
        << "settle() was called for " << cores()
        << " threads and 40 sweeps. Threads are started once and take part in every sweep; to "
           "start new ones for each costs more than many a sweep.";
}

}  // namespace
