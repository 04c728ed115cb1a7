// Runs in the background: one counts, the others are called off.
#include "desk/runner.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <atomic>
#include <semaphore>

#include "common/error.h"
#include "sandbox/sandbox.h"

namespace grader {
namespace {

void nothing(const Runner::Tell&, const std::stop_token&) {}

// All that is told until the run ends.
std::vector<News> heard(Runner& runner) {
    std::vector<News> all;
    while (all.empty() || (all.back().kind != News::done && all.back().kind != News::failed)) {
        pollfd polled{runner.descriptor(), POLLIN, 0};
        if (poll(&polled, 1, 30'000) != 1) {
            ADD_FAILURE() << "the run does not end";
            break;
        }
        for (News& news : runner.news()) all.push_back(std::move(news));
    }
    return all;
}

void wait_for_stop(const std::stop_token& stop) {
    std::binary_semaphore stopped{0};
    const std::stop_callback wake(stop, [&] { stopped.release(); });
    stopped.acquire();
}

TEST(Runner, TellsWhatHappensInOrder) {
    Runner runner;
    runner.start([](const Runner::Tell& tell, const std::stop_token&) {
        tell({News::doing, "one"});
        tell({News::verdict, "two"});
    });
    const auto all = heard(runner);
    ASSERT_EQ(all.size(), 3u);
    EXPECT_EQ(all[0].text, "one");
    EXPECT_EQ(all[1].kind, News::verdict);
    EXPECT_EQ(all[2].kind, News::done);
    pollfd polled{runner.descriptor(), POLLIN, 0};
    EXPECT_EQ(poll(&polled, 1, 0), 0) << "there is nothing more to read";
}

TEST(Runner, CallsOffTheRunBefore) {
    Runner runner;
    std::binary_semaphore began{0};
    runner.start([&](const Runner::Tell& tell, const std::stop_token& stop) {
        tell({News::doing, "the first"});
        began.release();
        wait_for_stop(stop);
        tell({News::doing, "too late"});
        throw Cancelled();
    });
    began.acquire();
    runner.start([](const Runner::Tell& tell, const std::stop_token&) {
        tell({News::doing, "the second"});
    });
    const auto all = heard(runner);
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].text, "the second");
    EXPECT_EQ(all[1].kind, News::done);
}

TEST(Runner, SkipsWhatNobodyWaitsForAnyMore) {
    Runner runner;
    std::binary_semaphore began{0};
    std::atomic<bool> second{false};
    runner.start([&](const Runner::Tell&, const std::stop_token& stop) {
        began.release();
        wait_for_stop(stop);
    });
    began.acquire();
    runner.start([&](const Runner::Tell&, const std::stop_token&) { second = true; });
    runner.cancel();
    runner.start([](const Runner::Tell& tell, const std::stop_token&) {
        tell({News::doing, "the third"});
    });
    EXPECT_EQ(heard(runner).front().text, "the third");
}

TEST(Runner, SaysWhyARunFailed) {
    Runner runner;
    runner.start([](const Runner::Tell&, const std::stop_token&) { throw Error("no compiler"); });
    const auto all = heard(runner);
    EXPECT_EQ(all.back().kind, News::failed);
    EXPECT_EQ(all.back().text, "no compiler");
}

TEST(Runner, GetsReadyBeforeTheRun) {
    Runner runner;
    const auto told = [](const char* what) {
        return [what](const Runner::Tell& tell, const std::stop_token&) {
            tell({News::doing, what});
        };
    };
    runner.start(told("the run"), told("ready"));
    const auto all = heard(runner);
    ASSERT_EQ(all.size(), 3u);
    EXPECT_EQ(all[0].text, "ready");
    EXPECT_EQ(all[1].text, "the run");
}

TEST(Runner, GetsReadyToTheEndAlsoForAnotherRun) {
    std::binary_semaphore began{0}, go_on{0};
    std::atomic<bool> ready{false}, first{false};
    Runner runner;
    runner.start([&](const Runner::Tell&, const std::stop_token&) { first = true; },
                 [&](const Runner::Tell&, const std::stop_token& end) {
                     began.release();
                     go_on.acquire();
                     ready = !end.stop_requested();
                 });
    began.acquire();
    runner.start(nothing);
    go_on.release();
    EXPECT_EQ(heard(runner).back().kind, News::done);
    EXPECT_TRUE(ready);
    EXPECT_FALSE(first);
}

TEST(Runner, EndsWhileARunGoesOn) {
    std::atomic<bool> ended{false};
    {
        Runner runner;
        std::binary_semaphore began{0};
        runner.start([&](const Runner::Tell&, const std::stop_token& stop) {
            began.release();
            wait_for_stop(stop);
            ended = true;
        });
        began.acquire();
    }
    EXPECT_TRUE(ended);
}

TEST(Runner, EndsWhileItGetsReady) {
    std::binary_semaphore began{0};
    Runner runner;
    runner.start(nothing, [&](const Runner::Tell&, const std::stop_token& end) {
        began.release();
        wait_for_stop(end);
    });
    began.acquire();
}

}  // namespace
}  // namespace grader
