// Tests of the tools that measure. Most of them bring a clock that only they move, so that what
// must come out is known exactly; the two real clocks are asked for bounds that hold on any
// machine.
#include <racecourse/kit.h>

#include <time.h>

#include <algorithm>
#include <limits>
#include <random>
#include <stdexcept>
#include <type_traits>

#include "measure.h"

// The tests compare what comes out: its type must be the one that the task gives.
static_assert(std::is_same_v<Time, std::chrono::nanoseconds>);
static_assert(std::is_same_v<decltype(wall_time()), Time>);
static_assert(std::is_same_v<decltype(cpu_time()), Time>);
static_assert(std::is_same_v<decltype(time_of({}, {})), Time>);
static_assert(std::is_same_v<decltype(median({})), double>);
static_assert(std::is_same_v<decltype(speedup({}, {})), double>);
static_assert(std::is_same_v<decltype(efficiency(1.0, 1)), double>);
static_assert(std::is_same_v<decltype(amdahl_bound(1.0, 1)), double>);
static_assert(std::is_same_v<decltype(compare({}, {}, 1, {})), double>);

namespace {

using namespace racecourse;

std::string ms(Time time) {
    std::ostringstream text;
    text << std::chrono::duration<double, std::milli>(time).count() << " ms";
    return text.str();
}

// Computes until the processor has spent `amount` on the thread that calls this.
void compute_for(Time amount) {
    const auto own_time = [] {
        timespec now{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
        return std::chrono::seconds(now.tv_sec) + Time(now.tv_nsec);
    };
    const Time end = own_time() + amount;
    while (own_time() < end) {
    }
}

// Whether `call` throws std::invalid_argument; what it returns instead goes into `returned`.
template <class Call>
bool refuses(Call call, double& returned) {
    try {
        returned = call();
        return false;
    } catch (const std::invalid_argument&) {
        return true;
    }
}

// A machine with a clock that stands still unless somebody works, and a log of who worked.
struct Machine {
    // Runs that take the times of the list, one after the other, and after its end the last of
    // them.
    Work work(char name, std::vector<Time> times) {
        return [this, name, times = std::move(times), run = std::size_t{0}]() mutable {
            log += name;
            now += times[std::min(run++, times.size() - 1)];
        };
    }
    Clock clock() {
        return [this] { return now; };
    }

    Time now = 1000s;
    std::string log;
};

TEST(Behaviour, WallTimeGoesOnDuringASleep) {
    const Time start = wall_time();
    std::this_thread::sleep_for(20ms);
    const Time took = wall_time() - start;
    EXPECT_GE(took, 20ms)
        << because << "A program slept for 20 ms, but by wall_time() only " << ms(took)
        << " went by. A clock on the wall goes on while a program sleeps; a processor's does not.";
}

TEST(Behaviour, WallTimeIsNotTheDate) {
    const Time date = std::chrono::system_clock::now().time_since_epoch();
    const Time difference = std::chrono::abs(date - wall_time());
    // On a machine that does not know the date, that clock cannot be told from the right one.
    EXPECT_FALSE(date > 87600h && difference < 24h)
        << because
        << "wall_time() tells the date: it is the clock that people and time servers set, forwards "
           "and back. If that happens during a measurement, the result is nonsense. The clock to "
           "measure with is the one that never goes back.";
}

TEST(Behaviour, CpuTimeStandsStillDuringASleep) {
    const Time start = cpu_time();
    std::this_thread::sleep_for(60ms);
    const Time took = cpu_time() - start;
    EXPECT_LT(took, 30ms) << because
                          << "A program slept for 60 ms, and by cpu_time() the processor spent "
                          << ms(took) << " on it. Sleeping takes no processor time.";
}

TEST(Behaviour, CpuTimeGoesOnDuringWork) {
    const Time start = cpu_time();
    compute_for(40ms);
    const Time took = cpu_time() - start;
    // Some systems add a running thread's time to its process only now and then.
    EXPECT_TRUE(took >= 25ms && took < 2s)
        << because
        << "A program computed until the processor had spent 40 ms on it. By cpu_time() it was "
        << ms(took) << ".";
}

TEST(Behaviour, CpuTimeAddsUpAllThreads) {
    const Time start = cpu_time();
    {
        std::jthread one([] { compute_for(40ms); });
        std::jthread other([] { compute_for(40ms); });
    }
    const Time took = cpu_time() - start;
    EXPECT_TRUE(took >= 60ms && took < 2s)
        << because
        << "Two threads computed, each until the processor had spent 40 ms on it, which is 80 ms "
           "for the process. By cpu_time() it was "
        << ms(took) << ".";
}

TEST(Behaviour, TakesTimeByTheClockThatItIsGiven) {
    Machine machine;
    const Time took = time_of(machine.work('w', {700us}), machine.clock());
    EXPECT_EQ(took, 700us)
        << because
        << "The clock that time_of() was given went on by 0.7 ms during the work, but it returned "
        << ms(took) << ".";
    EXPECT_EQ(machine.log, "w") << because << "time_of() should run the work once, but ran it "
                                << machine.log.size() << " times.";
}

TEST(Behaviour, LetsFailuresThrough) {
    Machine machine;
    bool came_out = false;
    try {
        (void)time_of([] { throw std::runtime_error("out of paper"); }, machine.clock());
    } catch (const std::runtime_error&) {
        came_out = true;
    }
    EXPECT_TRUE(came_out) << because
                          << "The work threw an exception, and time_of() kept it to itself: the "
                             "caller would take a failure for a very fast run.";
}

TEST(Behaviour, TheMedianIsTheValueInTheMiddle) {
    EXPECT_DOUBLE_EQ(median({1.0, 1.2, 90.0, 1.1, 1.3}), 1.2)
        << because
        << "Of 1, 1.2, 90, 1.1 and 1.3 the one in the middle is 1.2, however large the largest is.";
    EXPECT_DOUBLE_EQ(median({4.0, 1.0, 9.0, 2.0}), 3.0)
        << because << "Of 4, 1, 9 and 2 the two in the middle are 2 and 4, and their mean is 3.";
    EXPECT_DOUBLE_EQ(median({2.0, 3.0}), 2.5) << because << "The median of 2 and 3 is 2.5.";
    EXPECT_DOUBLE_EQ(median({7.5}), 7.5)
        << because << "The median of a single value is that value.";
    EXPECT_DOUBLE_EQ(median({-1.0, -3.0, 0.0}), -1.0)
        << because << "The median of -1, -3 and 0 is -1.";
}

TEST(Behaviour, TheMedianOfManyIsRight) {
    std::mt19937 random(7);
    std::vector<double> values;
    for (int i = 0; i < 1001; ++i) values.push_back(0.5 * i);
    std::shuffle(values.begin(), values.end(), random);
    EXPECT_DOUBLE_EQ(median(values), 250.0)
        << because << "0, 0.5, 1, ... up to 500, in no order: 250 is in the middle.";
    values.push_back(1000.0);
    EXPECT_DOUBLE_EQ(median(values), 250.25)
        << because
        << "0, 0.5, 1, ... up to 500, and 1000, in no order: 250 and 250.5 are in the middle.";
}

TEST(Behaviour, ThereIsNoMedianOfNothing) {
    double returned = 0;
    EXPECT_TRUE(refuses([] { return median({}); }, returned))
        << because
        << "There is no median of no values: median({}) should throw std::invalid_argument, but it "
           "returned "
        << returned << ".";
}

TEST(Behaviour, SpeedupIsOldTimeByNewTime) {
    EXPECT_DOUBLE_EQ(speedup(30ms, 10ms), 3.0)
        << because << "30 ms became 10 ms: that is 3 times as fast.";
    EXPECT_DOUBLE_EQ(speedup(10ms, 20ms), 0.5)
        << because << "10 ms became 20 ms: that is half as fast, 0.5.";
    EXPECT_DOUBLE_EQ(speedup(700us, 200us), 3.5)
        << because << "0.7 ms became 0.2 ms: that is 3.5 times as fast.";
    EXPECT_DOUBLE_EQ(speedup(7200s, 3600s), 2.0)
        << because << "Two hours became one: that is twice as fast.";
}

TEST(Behaviour, ThereIsNoSpeedupOfNoTime) {
    double returned = 0;
    EXPECT_TRUE(refuses([] { return speedup(10ms, 0ns); }, returned))
        << because
        << "The new program took no time by this clock, so it was too short to be measured. "
           "speedup() should throw std::invalid_argument, but it returned "
        << returned << ".";
    EXPECT_TRUE(refuses([] { return speedup(0ns, 10ms); }, returned))
        << because
        << "The old program took no time by this clock, so it was too short to be measured. "
           "speedup() should throw std::invalid_argument, but it returned "
        << returned << ".";
}

TEST(Behaviour, EfficiencyIsTheSpeedupOfEachWorker) {
    EXPECT_DOUBLE_EQ(efficiency(6.0, 8), 0.75)
        << because << "8 workers, 6 times as fast: three quarters of their time were put to use.";
    EXPECT_DOUBLE_EQ(efficiency(1.0, 1), 1.0)
        << because << "One worker, as fast as one worker: the efficiency is 1.";
    double returned = 0;
    EXPECT_TRUE(refuses([] { return efficiency(1.0, 0); }, returned))
        << because
        << "Without a worker there is no efficiency: efficiency(1.0, 0) should throw "
           "std::invalid_argument, but it returned "
        << returned << ".";
}

TEST(Behaviour, AmdahlsLawBoundsTheSpeedup) {
    EXPECT_DOUBLE_EQ(amdahl_bound(0.9, 10), 1 / (0.1 + 0.09))
        << because
        << "A tenth of the work is sequential, and ten workers share the rest: the bound is "
           "1 / (0.1 + 0.9 / 10), which is 5.26.";
    EXPECT_DOUBLE_EQ(amdahl_bound(0.25, 2), 1 / 0.875)
        << because
        << "A quarter of the work is shared by two: the bound is 1 / (0.75 + 0.25 / 2), which is "
           "1.14.";
    EXPECT_DOUBLE_EQ(amdahl_bound(1.0, 8), 8.0)
        << because << "When all of the work can be shared, eight workers may be 8 times as fast.";
    EXPECT_DOUBLE_EQ(amdahl_bound(0.0, 8), 1.0)
        << because << "When none of the work can be shared, eight workers are as fast as one.";
    EXPECT_DOUBLE_EQ(amdahl_bound(0.7, 1), 1.0)
        << because << "A single worker is as fast as a single worker.";
}

TEST(Behaviour, AmdahlsLawNeedsAWorkerAndAPart) {
    double returned = 0;
    EXPECT_TRUE(refuses([] { return amdahl_bound(0.9, 0); }, returned))
        << because
        << "With no worker nothing is done: amdahl_bound(0.9, 0) should throw "
           "std::invalid_argument, but it returned "
        << returned << ".";
    EXPECT_TRUE(refuses([] { return amdahl_bound(90, 4); }, returned))
        << because
        << "A part is between 0 and 1, and 90 is none: amdahl_bound(90, 4) should throw "
           "std::invalid_argument, but it returned "
        << returned << ".";
    EXPECT_TRUE(refuses([] { return amdahl_bound(-0.1, 4); }, returned))
        << because
        << "A part is between 0 and 1, and -0.1 is none: amdahl_bound(-0.1, 4) should throw "
           "std::invalid_argument, but it returned "
        << returned << ".";
}

TEST(Behaviour, ComparesInPairsAndInTurns) {
    Machine machine;
    (void)compare(machine.work('o', {20ms}), machine.work('n', {10ms}), 4, machine.clock());
    const std::string first = machine.log.substr(0, 2);
    const std::string rest = machine.log.substr(std::min<std::size_t>(2, machine.log.size()));
    EXPECT_EQ(machine.log.size(), 10U) << because
                                       << "compare() should run both programs once without "
                                          "counting, and then four pairs: 10 runs. "
                                          "But it made "
                                       << machine.log.size() << ".";
    EXPECT_TRUE(first == "on" || first == "no")
        << because
        << "compare() should begin with one uncounted run of each program. With o for the old one "
           "and n for the new one, its runs were "
        << machine.log << ".";
    EXPECT_EQ(rest, "onnoonno")
        << because
        << "After the uncounted runs, four pairs should follow, in which the old one (o) and the "
           "new one (n) come first in turns: on no on no. But the runs were "
        << rest << ".";
}

TEST(Behaviour, TheFirstRunsDoNotCount) {
    Machine machine;
    const double result = compare(machine.work('o', {900ms, 40ms}),
                                  machine.work('n', {300ms, 10ms}), 1, machine.clock());
    EXPECT_DOUBLE_EQ(result, 4.0)
        << because
        << "The first run of each program took long, as first runs do, and must not count. In the "
           "only pair after them the old one took 40 ms and the new one 10 ms, so the answer is 4.";
}

TEST(Behaviour, TakesTheMedianOfTheSpeedupsOfThePairs) {
    Machine machine;
    // The first of each list is the uncounted run.
    const double result = compare(machine.work('o', {1ms, 10ms, 20ms, 900ms}),
                                  machine.work('n', {1ms, 5ms, 40ms, 300ms}), 3, machine.clock());
    EXPECT_DOUBLE_EQ(result, 2.0)
        << because
        << "In three pairs the old program took 10, 20 and 900 ms, and the new one 5, 40 and "
           "300 ms. The speedups of the pairs are 2, 0.5 and 3, and their median is 2.";
}

TEST(Behaviour, ComparesNothingWithoutAPair) {
    for (const int pairs : {0, -1}) {
        Machine machine;
        double returned = 0;
        EXPECT_TRUE(refuses(
            [&] {
                return compare(machine.work('o', {20ms}), machine.work('n', {10ms}), pairs,
                               machine.clock());
            },
            returned))
            << because << "From " << pairs
            << " pairs there is nothing to tell: compare() should throw std::invalid_argument, but "
               "it returned "
            << returned << ".";
        EXPECT_EQ(machine.log, "")
            << because << "Asked for " << pairs << " pairs, compare() should not run anything.";
    }
}

TEST(Behaviour, ARunTooShortToMeasureIsRefused) {
    Machine machine;
    double returned = 0;
    EXPECT_TRUE(refuses(
        [&] {
            return compare(machine.work('o', {1ms}), machine.work('n', {0ms}), 3, machine.clock());
        },
        returned))
        << because
        << "The new program took no time by this clock. There is no speedup to tell, and compare() "
           "should throw std::invalid_argument, but it returned "
        << returned << ".";
}

}  // namespace
