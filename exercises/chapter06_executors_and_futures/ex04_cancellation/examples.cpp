// How Job is used. Try your own ideas here; the grader's hidden tests go further.
#include "job.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>

using namespace std::chrono_literals;

TEST(Examples, RunsATaskAndKeepsItsResult) {
    Job<std::string> greeting([](std::stop_token) { return std::string("hello"); });
    EXPECT_EQ(greeting.state(), State::waiting);
    std::jthread worker([&] { greeting.run(); });
    EXPECT_EQ(greeting.result(), "hello");
    EXPECT_EQ(greeting.state(), State::done);
}

TEST(Examples, WhatWasCancelledInTimeNeverRuns) {
    bool ran = false;
    Job<int> job([&](std::stop_token) {
        ran = true;
        return 1;
    });
    EXPECT_TRUE(job.cancel());
    job.run();
    EXPECT_FALSE(ran);
    EXPECT_THROW((void)job.result(), Cancelled);
}

TEST(Examples, WaitsNoLongerThanItsLimit) {
    Job<int> job([](std::stop_token) { return 1; });
    EXPECT_EQ(job.state(), State::waiting);
    EXPECT_THROW((void)job.result_for(1ms), TimedOut) << "Nobody runs it.";
}
