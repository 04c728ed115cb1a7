// How Heartbeat is used. Try your own ideas here; the grader's hidden tests go further.
#include "heartbeat.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>

using namespace std::chrono_literals;

TEST(Examples, BeatsUntilItIsStopped) {
    std::atomic<int> beats{0};
    Heartbeat heartbeat(5ms, [&] { ++beats; });
    for (int i = 0; beats < 3 && i < 2000; ++i) std::this_thread::sleep_for(1ms);
    heartbeat.stop();
    const int then = beats;
    std::this_thread::sleep_for(20ms);
    EXPECT_EQ(beats, then) << "No beat after stop().";
}

TEST(Examples, StopsWhenItIsDestroyed) {
    std::atomic<int> beats{0};
    {
        Heartbeat heartbeat(1ms, [&] { ++beats; });
        heartbeat.stop();
        heartbeat.stop();  // once more does no harm
    }
    const int then = beats;
    std::this_thread::sleep_for(20ms);
    EXPECT_EQ(beats, then);
}
