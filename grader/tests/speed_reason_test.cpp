// Each reason from both sides: figures that speak for it, and nearly the same ones that do not.
#include "explain/speed_reason.h"

#include "speed_fixture.h"

#include <gtest/gtest.h>

namespace grader {
namespace {

// 8 cores for 10 units of time, 40 units of work: 40 are lost.
SpeedFigures figures() {
    SpeedFigures f;
    f.threads = 8;
    f.span = 10;
    f.sequential = f.busy = 40;
    f.active = 10;
    f.workers = 8;
    f.largest = 10;
    return f;
}

SpeedReason of_speedup(const SpeedFigures& f) {
    SpeedDemand demand;
    demand.kind = SpeedDemand::speedup;
    return reason_of(demand, f).reason;
}

SpeedReason of_time(const SpeedFigures& f) {
    SpeedDemand demand;
    demand.kind = SpeedDemand::at_most;
    demand.what = "wait.time";
    demand.seconds = true;
    return reason_of(demand, f).reason;
}

SpeedReason of_work(const SpeedFigures& f, double work, double spun) {
    SpeedDemand demand;
    demand.kind = SpeedDemand::at_most;
    demand.what = "wait.work";
    demand.seconds = true;
    demand.work = work;
    demand.spun = spun;
    return reason_of(demand, f).reason;
}

TEST(SpeedReason, IsWhateverTakesMostOfTheLostTime) {
    for (const auto& [member, reason] : {std::pair{&SpeedFigures::lock, SpeedReason::lock},
                                         {&SpeedFigures::spinning, SpeedReason::spinning},
                                         {&SpeedFigures::blocked, SpeedReason::blocked},
                                         {&SpeedFigures::sleeping, SpeedReason::asleep},
                                         {&SpeedFigures::idle, SpeedReason::uneven}}) {
        SpeedFigures f = figures();
        f.*member = 40;
        EXPECT_EQ(of_speedup(f), reason);
        f.*member = 21;
        (member == &SpeedFigures::lock ? f.spinning : f.lock) = 19;
        EXPECT_EQ(of_speedup(f), reason);
        f.*member = 19;
        (member == &SpeedFigures::lock ? f.spinning : f.lock) = 21;
        EXPECT_NE(of_speedup(f), reason);
    }
}

TEST(SpeedReason, IsUnknownWhereNoneStandsOut) {
    SpeedFigures f = figures();
    f.lock = 13;
    EXPECT_EQ(of_speedup(f), SpeedReason::lock);
    f.lock = f.spinning = f.blocked = f.idle = 10;
    EXPECT_EQ(of_speedup(f), SpeedReason::unknown);
    EXPECT_EQ(of_speedup(SpeedFigures()), SpeedReason::unknown);
    EXPECT_EQ(of_time(SpeedFigures()), SpeedReason::unknown);
}

TEST(SpeedReason, HasTheShareOfWhatIsLost) {
    SpeedDemand demand;
    SpeedFigures f = figures();
    f.lock = 30;
    EXPECT_DOUBLE_EQ(reason_of(demand, f).share, 0.75);
    f.lock = 300;  // more threads wait than there are cores
    EXPECT_DOUBLE_EQ(reason_of(demand, f).share, 1);
}

TEST(SpeedReason, OneAfterAnotherNeedsThreadsThatDoNotOverlap) {
    SpeedFigures f = figures();
    f.sequential = f.busy = f.active = f.span = 40;
    f.idle = 280;
    EXPECT_EQ(of_speedup(f), SpeedReason::one_after_another);
    f.span = f.active = 20;  // two at a time
    f.idle = 120;
    EXPECT_EQ(of_speedup(f), SpeedReason::uneven);
}

TEST(SpeedReason, FewThreadsAreFewerThanTheCores) {
    SpeedFigures f = figures();
    f.idle = 40;
    f.workers = f.threads = 4;
    f.largest = 10;
    EXPECT_EQ(of_speedup(f), SpeedReason::few_threads);
    f.workers = f.threads = 7;
    EXPECT_EQ(of_speedup(f), SpeedReason::uneven);
    f.threads = 0;
    f.workers = 1;
    f.largest = 40;
    EXPECT_EQ(of_speedup(f), SpeedReason::few_threads);
    f.threads = 8;  // that get nothing to do
    EXPECT_EQ(of_speedup(f), SpeedReason::uneven);
}

TEST(SpeedReason, UnevenIsOneThreadWithMostOfTheWork) {
    SpeedFigures f = figures();
    f.idle = 40;
    f.threads = f.workers = 2;
    f.largest = 25;
    EXPECT_EQ(of_speedup(f), SpeedReason::uneven);
    f.largest = 23;
    EXPECT_EQ(of_speedup(f), SpeedReason::few_threads);
}

TEST(SpeedReason, UnevenIsClearlyMoreThanAnEqualShare) {
    SpeedFigures f = figures();
    f.idle = 25;
    f.blocked = 15;
    f.largest = 7.6;  // of 40 that eight threads compute
    EXPECT_EQ(of_speedup(f), SpeedReason::uneven);
    f.largest = 5;  // then what comes next is the reason
    EXPECT_EQ(of_speedup(f), SpeedReason::blocked);
    f.blocked = 11;
    EXPECT_EQ(of_speedup(f), SpeedReason::unknown);
}

TEST(SpeedReason, SleepsOfTheTestAreNotTheLearners) {
    SpeedFigures f = figures();
    f.busy = 0;
    f.sleeping = f.active = 10;
    f.foreign = 5;
    EXPECT_EQ(of_time(f), SpeedReason::asleep);
    EXPECT_EQ(of_work(f, 10, 0), SpeedReason::polling);
    f.foreign = 6;
    EXPECT_EQ(of_time(f), SpeedReason::unknown);
    EXPECT_EQ(of_work(f, 10, 0), SpeedReason::computing);
    f.called = 5;
    EXPECT_EQ(of_time(f), SpeedReason::called);
}

TEST(SpeedReason, SharingIsTheTimeOfTheMisses) {
    SpeedFigures f = figures();
    f.idle = 40;
    f.misses = 5.1;
    EXPECT_EQ(of_speedup(f), SpeedReason::sharing);
    f.misses = 4.9;
    EXPECT_EQ(of_speedup(f), SpeedReason::uneven);
}

TEST(SpeedReason, GrownIsMoreWorkThanTheSequentialVersionHas) {
    SpeedFigures f = figures();
    f.busy = 80;
    EXPECT_EQ(of_speedup(f), SpeedReason::grown);
    f.busy = 50;  // that much is no wonder
    f.idle = 30;
    EXPECT_EQ(of_speedup(f), SpeedReason::uneven);
    f.busy = 80;
    f.idle = 0;
    f.sequential = 0;  // nobody knows
    EXPECT_EQ(of_speedup(f), SpeedReason::unknown);
}

TEST(SpeedReason, TooFineIsMoreTimeForStartsThanForAnythingElse) {
    SpeedFigures f = figures();
    for (double* time : {&f.span, &f.sequential, &f.busy, &f.active, &f.largest}) *time *= 1e6;
    f.idle = 40e6;
    f.threads = 400;
    EXPECT_EQ(of_speedup(f), SpeedReason::too_fine);
    f.threads = 50;
    EXPECT_EQ(of_speedup(f), SpeedReason::uneven);
    f.threads = 16;  // two for each core are usual
    EXPECT_NE(of_speedup(f), SpeedReason::too_fine);
}

TEST(SpeedReason, OfALatencyIsWhatTheOthersWaitFor) {
    SpeedFigures f = figures();
    f.busy = f.sequential = 0;
    f.largest = 0;
    f.workers = 0;
    f.active = 0;
    EXPECT_EQ(of_time(f), SpeedReason::blocked);
    f.busy = 5;
    EXPECT_EQ(of_time(f), SpeedReason::computing);
    f.busy = 4;
    EXPECT_EQ(of_time(f), SpeedReason::blocked);
    f.sleeping = 5;
    EXPECT_EQ(of_time(f), SpeedReason::asleep);
    f.sleeping = 4;
    EXPECT_EQ(of_time(f), SpeedReason::blocked);
    f.sleeping = 9;
    f.lock = 5;
    EXPECT_EQ(of_time(f), SpeedReason::lock);
    f.lock = 4;
    EXPECT_EQ(of_time(f), SpeedReason::asleep);
    f.spinning = 5;
    EXPECT_EQ(of_time(f), SpeedReason::spinning);
}

TEST(SpeedReason, SleepsFollowEachOtherWhenThreadsTakeTurns) {
    SpeedFigures f = figures();
    f.busy = 0;
    f.sleeping = f.active = 10;
    f.sleepers = 4;
    EXPECT_EQ(of_time(f), SpeedReason::one_after_another);
    f.sleeping = 20;
    EXPECT_EQ(of_time(f), SpeedReason::asleep);
    f.sleeping = 10;
    f.sleepers = 1;
    EXPECT_EQ(of_time(f), SpeedReason::asleep);
    f.sleepers = 2;
    f.threads = 1;  // it and whoever measures are no threads that take turns
    EXPECT_EQ(of_time(f), SpeedReason::asleep);
}

TEST(SpeedReason, OfProcessorTimeIsHowItWasUsed) {
    SpeedFigures f = figures();
    f.sleeping = 0;
    EXPECT_EQ(of_work(f, 10, 5), SpeedReason::spinning);
    EXPECT_EQ(of_work(f, 10, 4), SpeedReason::computing);
    f.sleeping = 5;
    EXPECT_EQ(of_work(f, 10, 4), SpeedReason::polling);
    f.sleeping = 4;
    EXPECT_EQ(of_work(f, 10, 4), SpeedReason::computing);
}

TEST(SpeedReason, OfWhatIsNoTimeIsTheDemandItself) {
    SpeedDemand demand;
    demand.kind = SpeedDemand::at_most;
    demand.what = "all.threads";
    EXPECT_EQ(reason_of(demand, figures()).reason, SpeedReason::many_threads);
    demand.what = "steps";
    EXPECT_EQ(reason_of(demand, figures()).reason, SpeedReason::unknown);
    demand.kind = SpeedDemand::at_least;
    EXPECT_EQ(reason_of(demand, figures()).reason, SpeedReason::unknown);
    demand.seconds = true;
    EXPECT_EQ(reason_of(demand, figures()).reason, SpeedReason::early);
}

TEST(SpeedFiguresOf, AddsUpTheLanes) {
    const Message message = std::move(Message()
                                          .lane("the test", "bwww")
                                          .lane("", " bbb", 3)
                                          .lane("", " lls", 3)
                                          .lane("", " zwn", 3));
    SpeedDemand demand;
    demand.sequential = 10e6;
    demand.measured = 2;  // 1 ms of it are misses
    demand.parallel = 4e6;
    demand.threads = 3;
    const SpeedFigures f = figures_of(read_measured(message.text(), speed_names()), demand);
    EXPECT_EQ(f.cores, 8);
    EXPECT_EQ(f.threads, 3);
    EXPECT_NEAR(f.span, 4e6, 1);
    EXPECT_NEAR(f.misses, 1e6, 1);
    EXPECT_NEAR(f.busy, 4e6, 1);
    EXPECT_NEAR(f.lock, 2e6, 1);
    EXPECT_NEAR(f.spinning, 1e6, 1);
    EXPECT_NEAR(f.sleeping, 1e6, 1);
    EXPECT_NEAR(f.blocked, 1e6, 1);  // not the test's own
    EXPECT_NEAR(f.active, 4e6, 1);
    EXPECT_NEAR(f.largest, 3e6, 1);
    EXPECT_EQ(f.widest, 1u);
    EXPECT_EQ(f.workers, 2);
    EXPECT_EQ(f.sleepers, 1);
    EXPECT_NEAR(f.idle, (7 + 5 + 5 + 6) * 1e6, 1);
}

TEST(SpeedFiguresOf, KnowTheSliceThatReachesBeyondTheEnd) {
    Message message = std::move(Message().lane("the test", "bb"));
    message.document["span"] = {{"begin", 0}, {"end", 1.5e6}};
    message.document["slice"] = 1e6;
    message.document["lanes"][0]["buckets"][1][0] = 0.5e6;
    const CoreLanes lanes = read_measured(message.text(), speed_names()).lanes;
    EXPECT_NEAR(lanes.nanoseconds, 2e6, 1);
    EXPECT_FLOAT_EQ(lanes.slices[0][0][CoreLanes::busy], 1);
    EXPECT_FLOAT_EQ(lanes.slices[0][1][CoreLanes::busy], 0.5F);
    message.document["slice"] = 1e300;  // makes no sense
    EXPECT_NEAR(read_measured(message.text(), speed_names()).lanes.nanoseconds, 1.5e6, 1);
}

TEST(SpeedFiguresOf, CountsWhatTheTestItselfWaitsForWhereItIsAlone) {
    const Message message = std::move(Message().lane("the test", "wwww"));
    const SpeedFigures f = figures_of(read_measured(message.text(), speed_names()), SpeedDemand());
    EXPECT_NEAR(f.blocked, 4e6, 1);
    EXPECT_EQ(of_time(f), SpeedReason::blocked);
}

}  // namespace
}  // namespace grader
