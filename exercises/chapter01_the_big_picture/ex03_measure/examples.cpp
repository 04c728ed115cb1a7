// How the tools of measure.h are used. Try your own ideas here; the grader's hidden tests go
// further.
#include "measure.h"

#include <gtest/gtest.h>

#include <stdexcept>

using namespace std::chrono_literals;

TEST(Examples, TakesTheTimeOfSomeWork) {
    volatile long sum = 0;  // or an optimiser would leave out the whole loop
    const Work add_up = [&sum] {
        for (int i = 0; i < 30'000'000; ++i) sum = sum + i;
    };
    EXPECT_GT(time_of(add_up, wall_time), 0ns);
    EXPECT_GT(time_of(add_up, cpu_time), 0ns);
}

TEST(Examples, KnowsTheValueInTheMiddle) {
    EXPECT_EQ(median({3.0, 1.0, 2.0}), 2.0);
    EXPECT_EQ(median({4.0}), 4.0);
}

TEST(Examples, ReckonsWithSpeedups) {
    EXPECT_DOUBLE_EQ(speedup(30ms, 10ms), 3.0);
    EXPECT_DOUBLE_EQ(efficiency(3.0, 4), 0.75);
    EXPECT_DOUBLE_EQ(amdahl_bound(0.5, 1), 1.0);
    EXPECT_THROW((void)efficiency(3.0, 0), std::invalid_argument);
}

// A clock that goes on only when it is told to: so a test knows exactly what must come out, however
// busy the machine is.
TEST(Examples, ComparesTwoPrograms) {
    Time now = 0ns;
    const Clock clock = [&now] { return now; };
    const Work slow = [&now] { now += 40ms; };
    const Work quick = [&now] { now += 10ms; };
    EXPECT_DOUBLE_EQ(compare(slow, quick, 5, clock), 4.0);
}
