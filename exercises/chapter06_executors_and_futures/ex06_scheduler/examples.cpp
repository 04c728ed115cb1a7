// How Scheduler is used. Try your own ideas here; the grader's hidden tests go further.
#include "scheduler.h"

#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <string>

using namespace std::chrono_literals;

TEST(Examples, MakesACallLater) {
    std::promise<std::string> tea;
    Scheduler scheduler;
    scheduler.call_later(5ms, [&] { tea.set_value("ready"); });
    EXPECT_EQ(tea.get_future().get(), "ready");
}

TEST(Examples, CallsAgainAndAgainUntilCancelled) {
    int ticks = 0;
    std::promise<void> three_ticks;
    Scheduler scheduler;
    const Scheduler::Id clock = scheduler.call_every(1ms, [&] {
        if (++ticks == 3) three_ticks.set_value();
    });
    three_ticks.get_future().wait();
    EXPECT_TRUE(scheduler.cancel(clock));
    EXPECT_GE(ticks, 3);
    EXPECT_FALSE(scheduler.cancel(clock)) << "There is nothing left to cancel.";
}
