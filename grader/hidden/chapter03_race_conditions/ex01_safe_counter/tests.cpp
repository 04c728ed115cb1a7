#include "safe_counter.h"

#include <racecourse/kit.h>

#include <type_traits>
#include <utility>

using racecourse::because;

// The tests compare what comes out: its type must be the one that the task gives.
static_assert(std::is_same_v<decltype(std::declval<SafeCounter&>().increment()), long>);
static_assert(std::is_same_v<decltype(std::declval<SafeCounter&>().value()), long>);
static_assert(std::is_same_v<decltype(std::declval<SafeCounter&>().reset()), long>);
static_assert(std::is_same_v<decltype(std::declval<SafeCounter&>().increment_if_below(1)), bool>);

TEST(Behaviour, StartsAtZero) {
    const SafeCounter counter;
    EXPECT_EQ(counter.value(), 0) << because << "A counter that nobody has used yet must be at 0.";
}

TEST(Behaviour, IncrementReturnsTheNewValue) {
    SafeCounter counter;
    EXPECT_EQ(counter.increment(), 1)
        << because << "The first increment() of a new counter must return 1, the value it reached.";
    EXPECT_EQ(counter.increment(), 2) << because << "The second increment() must return 2.";
    EXPECT_EQ(counter.value(), 2) << because << "After two increments value() must be 2.";
}

TEST(Behaviour, AddsAndTakesAway) {
    SafeCounter counter;
    counter.add(5);
    counter.add(-8);
    EXPECT_EQ(counter.value(), -3)
        << because << "add(5) and then add(-8) on a new counter must leave it at -3.";
    counter.add(0);
    EXPECT_EQ(counter.value(), -3) << because << "add(0) must not change the value.";
}

TEST(Behaviour, ResetReturnsTheOldValueAndStartsAgain) {
    SafeCounter counter;
    counter.add(12);
    EXPECT_EQ(counter.reset(), 12)
        << because << "The counter was at 12, so reset() must return 12.";
    EXPECT_EQ(counter.value(), 0) << because << "After reset() the counter must be at 0.";
    EXPECT_EQ(counter.reset(), 0)
        << because << "A second reset() in a row has nothing to hand out and must return 0.";
    EXPECT_EQ(counter.increment(), 1)
        << because << "After reset() counting begins again, so increment() must return 1.";
}

TEST(Behaviour, IncrementsOnlyBelowTheLimit) {
    SafeCounter counter;
    EXPECT_TRUE(counter.increment_if_below(1))
        << because << "The counter is at 0, which is below the limit 1: it must add and say true.";
    EXPECT_FALSE(counter.increment_if_below(1))
        << because << "The counter is at 1, which is not below the limit 1: it must say false.";
    EXPECT_FALSE(counter.increment_if_below(0))
        << because << "The counter is at 1, already above the limit 0: it must say false.";
    EXPECT_EQ(counter.value(), 1)
        << because << "A refused increment_if_below() must leave the value as it was.";
    EXPECT_TRUE(counter.increment_if_below(2))
        << because << "The counter is at 1, which is below the limit 2: it must add and say true.";
    EXPECT_EQ(counter.value(), 2)
        << because << "increment_if_below(2) said true at 1, so the counter must be at 2.";
}

TEST(Behaviour, CountersAreIndependent) {
    SafeCounter first;
    SafeCounter second;
    first.add(7);
    EXPECT_EQ(second.value(), 0)
        << because << "Only the first of two counters was changed; the second must still be at 0.";
}

TEST(Races, KeepsEveryIncrement) {
    constexpr int each = 20000;
    SafeCounter counter;
    racecourse::start_together(4, [&](int) {
        for (int i = 0; i < each; ++i) counter.increment();
    });
    EXPECT_EQ(counter.value(), 4 * each)
        << because << "4 threads called increment() 20000 times each, so the counter must be at "
        << "80000. It is at " << counter.value() << ": increments of other threads were lost.";
}

TEST(Races, GivesEveryCallItsOwnNumber) {
    constexpr int each = 10000;
    SafeCounter counter;
    std::vector<std::vector<long>> returned(4);
    racecourse::start_together(4, [&](int thread) {
        returned[thread].reserve(each);
        for (int i = 0; i < each; ++i) returned[thread].push_back(counter.increment());
    });
    std::vector<bool> seen(4 * each + 1);
    int not_its_own = 0;
    for (const auto& numbers : returned) {
        for (const long number : numbers) {
            const bool in_range = 1 <= number && number <= 4 * each;
            if (!in_range || seen[number]) {
                ++not_its_own;
            } else {
                seen[number] = true;
            }
        }
    }
    EXPECT_EQ(not_its_own, 0)
        << because << "4 threads called increment() 10000 times each on a new counter. The calls "
        << "must return 1 to 40000, each number once, because each call returns the value that it "
        << "reached itself. " << not_its_own << " calls returned somebody else's number.";
}

TEST(Races, KeepsEveryAddition) {
    constexpr int each = 15000;
    SafeCounter counter;
    racecourse::start_together(4, [&](int thread) {
        const long amount = thread % 2 == 0 ? 3 : -2;
        for (int i = 0; i < each; ++i) counter.add(amount);
    });
    EXPECT_EQ(counter.value(), 2 * each)
        << because << "2 threads called add(3) and 2 threads add(-2), 15000 times each, so the "
        << "counter must be at 30000. It is at " << counter.value()
        << ": additions of other threads were lost.";
}

TEST(Races, IsReadWhileOthersCount) {
    constexpr int each = 15000;
    SafeCounter counter;
    racecourse::start_together(
        4, [&](int thread) {
            if (thread < 2) {
                for (int i = 0; i < each; ++i) counter.increment();
                return;
            }
            long before = 0;
            long now = 0;
            for (int i = 0; i < each && before <= now; ++i) {
                before = now;
                now = counter.value();
            }
            EXPECT_LE(before, now)
                << because << "While two threads did nothing but increment(), a third one read the "
                << "value " << before << " and after it " << now
                << ". A value that only grows must "
                << "never be seen to fall.";
        });
}

TEST(Races, ResetLosesNothingAndRepeatsNothing) {
    constexpr int each = 10000;
    SafeCounter counter;
    std::vector<long> collected(2);
    racecourse::start_together(4, [&](int thread) {
        for (int i = 0; i < each; ++i) {
            if (thread < 2) {
                collected[thread] += counter.reset();
            } else if (thread == 2) {
                counter.increment();
            } else {
                counter.add(2);
            }
        }
    });
    const long handed_out = collected[0] + collected[1] + counter.value();
    EXPECT_EQ(handed_out, 3 * each)
        << because << "One thread called increment() and one add(2), 10000 times each, while two "
        << "others called reset(). What the resets returned and what is left must add up to "
        << "30000. It is " << handed_out << ": "
        << (handed_out < 3 * each ? "resets threw away what came in meanwhile."
                                  : "resets returned the same more than once.");
}

TEST(Races, StopsAtTheLimit) {
    constexpr int limit = 10000;
    SafeCounter counter;
    std::vector<long> admitted(4);
    racecourse::start_together(4, [&](int thread) {
        for (int i = 0; i < limit; ++i) {
            if (counter.increment_if_below(limit)) ++admitted[thread];
        }
    });
    EXPECT_EQ(counter.value(), limit)
        << because << "4 threads called increment_if_below(10000) 10000 times each on a new "
        << "counter. The value must stop at 10000 exactly.";
    EXPECT_EQ(admitted[0] + admitted[1] + admitted[2] + admitted[3], limit)
        << because << "4 threads called increment_if_below(10000) 10000 times each on a new "
        << "counter. Exactly 10000 of these calls add, and those must say true.";
}

// A door: whoever is let in leaves with add(-1).
TEST(Races, LetsInNoMoreThanTheLimit) {
    constexpr int limit = 2;
    SafeCounter counter;
    racecourse::Gauge room;
    racecourse::start_together(4, [&](int) {
        for (int i = 0; i < 10000; ++i) {
            if (!counter.increment_if_below(limit)) continue;
            { racecourse::Gauge::Inside inside(room); }
            counter.add(-1);
        }
    });
    EXPECT_LE(room.highest(), limit)
        << because << "4 threads came in whenever increment_if_below(2) said true, and left with "
        << "add(-1). At most 2 may be inside at once, but " << room.highest() << " were.";
    EXPECT_EQ(counter.value(), 0)
        << because << "4 threads came in whenever increment_if_below(2) said true, and each left "
        << "with add(-1). When all have left, the counter must be back at 0.";
}

TEST(Races, AllowsAllOperationsAtOnce) {
    constexpr int each = 8000;
    SafeCounter counter;
    long collected = 0;
    long admitted = 0;
    racecourse::start_together(5, [&](int thread) {
        for (int i = 0; i < each; ++i) {
            if (thread == 0) counter.increment();
            if (thread == 1) counter.add(5);
            if (thread == 2) collected += counter.reset();
            if (thread == 3 && counter.increment_if_below(1000)) ++admitted;
            if (thread == 4) racecourse::use(counter.value());
        }
    });
    EXPECT_EQ(collected + counter.value(), 6 * each + admitted)
        << because << "Five threads used one operation each, all at once. What the resets returned "
        << "and what is left must be what was put in: 8000 increments, 8000 times add(5), and 1 "
           "for "
        << "each increment_if_below() that said true.";
}

// The grader runs these in many different orders of the threads' steps, so they are small.

TEST(Schedules, TwoIncrementsReturnOneAndTwo) {
    SafeCounter counter;
    long first_got = 0;
    long second_got = 0;
    std::thread first([&] { first_got = counter.increment(); });
    std::thread second([&] { second_got = counter.increment(); });
    first.join();
    second.join();
    EXPECT_TRUE((first_got == 1 && second_got == 2) || (first_got == 2 && second_got == 1))
        << because << "Two threads called increment() once each on a new counter. One call must "
        << "return 1 and the other 2, but they returned " << first_got << " and " << second_got
        << ".";
    EXPECT_EQ(counter.value(), 2)
        << because << "Two threads called increment() once each on a new counter, so it must be "
        << "at 2. It is at " << counter.value() << ".";
}

TEST(Schedules, ResetTakesWhatCameBeforeItAndLeavesTheRest) {
    SafeCounter counter;
    counter.add(5);
    long taken = 0;
    long reached = 0;
    std::thread collector([&] { taken = counter.reset(); });
    std::thread worker([&] {
        counter.add(3);
        reached = counter.increment();
    });
    collector.join();
    worker.join();
    const long left = counter.value();
    const bool reset_came_first = taken == 5 && reached == 4 && left == 4;
    const bool reset_came_between = taken == 8 && reached == 1 && left == 1;
    const bool reset_came_last = taken == 9 && reached == 9 && left == 0;
    EXPECT_TRUE(reset_came_first || reset_came_between || reset_came_last)
        << because << "The counter was at 5. One thread called reset(), another add(3) and then "
        << "increment(). reset() takes effect at one moment: it must return 5 and leave 4, or "
        << "return 8 and leave 1, or return 9 and leave 0, and increment() must return 4, 1 or 9 "
        << "accordingly. But reset() returned " << taken << ", increment() returned " << reached
        << ", and " << left << " is left.";
}

TEST(Schedules, TwoResetsHandOutNothingTwice) {
    SafeCounter counter;
    counter.add(5);
    long first_took = 0;
    long second_took = 0;
    std::thread first([&] { first_took = counter.reset(); });
    std::thread second([&] { second_took = counter.reset(); });
    first.join();
    second.join();
    EXPECT_TRUE((first_took == 5 && second_took == 0) || (first_took == 0 && second_took == 5))
        << because << "The counter was at 5, and two threads called reset() once each. One call "
        << "must return 5 and the other 0, but they returned " << first_took << " and "
        << second_took << ".";
    EXPECT_EQ(counter.value(), 0)
        << because << "The counter was at 5, and two threads called reset() once each. It must be "
        << "at 0 then. It is at " << counter.value() << ".";
}

TEST(Schedules, BelowTheLimitNobodyIsTurnedAway) {
    SafeCounter counter;
    bool first_came_in = false;
    bool second_came_in = false;
    std::thread first([&] { first_came_in = counter.increment_if_below(2); });
    std::thread second([&] { second_came_in = counter.increment_if_below(2); });
    first.join();
    second.join();
    EXPECT_TRUE(first_came_in && second_came_in)
        << because << "Two threads called increment_if_below(2) once each on a new counter. "
        << "Whichever comes second finds at most 1, which is below 2, so both calls must add and "
        << "say true, but " << (first_came_in || second_came_in ? "one" : "each")
        << " of them said false.";
    EXPECT_EQ(counter.value(), 2)
        << because << "Two threads called increment_if_below(2) once each on a new counter, so it "
        << "must be at 2. It is at " << counter.value() << ".";
}

TEST(Schedules, ChecksTheLimitAndAddsInOneStep) {
    SafeCounter counter;
    bool came_in = false;
    long reached = 0;
    std::thread guest([&] { came_in = counter.increment_if_below(1); });
    std::thread other([&] { reached = counter.increment(); });
    guest.join();
    other.join();
    const long left = counter.value();
    EXPECT_TRUE((came_in && reached == 2 && left == 2) || (!came_in && reached == 1 && left == 1))
        << because << "One thread called increment_if_below(1) and another increment(), on a new "
        << "counter. If the first comes first, it must say true, increment() returns 2, and the "
        << "counter ends at 2; if not, it must say false, increment() returns 1, and the counter "
        << "ends at 1. But increment_if_below(1) said " << (came_in ? "true" : "false")
        << ", increment() returned " << reached << ", and the counter is at " << left << ".";
}
