// How try_lock_both is used. Try your own ideas here; the grader's hidden tests go further.
#include <gtest/gtest.h>

#include <chrono>
#include <mutex>
#include <thread>

#include "lock_both.h"

using namespace std::chrono_literals;

namespace {

// Whether another thread can lock the mutex right now.
bool is_free(std::timed_mutex& mutex) {
    bool free = false;
    std::jthread([&] { free = std::unique_lock(mutex, std::try_to_lock).owns_lock(); }).join();
    return free;
}

TEST(Examples, LocksBothWhenBothAreFree) {
    std::timed_mutex arm;
    std::timed_mutex oven;
    {
        const auto locks = try_lock_both(arm, oven, 100ms);
        ASSERT_TRUE(locks) << "Nobody held the arm or the oven, so both should have been locked.";
        EXPECT_FALSE(is_free(arm)) << "The arm should be locked while `locks` lives.";
        EXPECT_FALSE(is_free(oven)) << "The oven should be locked while `locks` lives.";
    }
    EXPECT_TRUE(is_free(arm)) << "`locks` is gone, so the arm should be free again.";
    EXPECT_TRUE(is_free(oven)) << "`locks` is gone, so the oven should be free again.";
}

TEST(Examples, LocksNeitherWhenOneIsBusy) {
    std::timed_mutex arm;
    std::timed_mutex oven;
    const std::lock_guard busy(arm);
    bool got_both = true;
    std::jthread([&] { got_both = try_lock_both(arm, oven, 20ms).has_value(); }).join();
    EXPECT_FALSE(got_both) << "The arm was held all the time, so there was nothing to get.";
    EXPECT_TRUE(is_free(oven)) << "Whoever gives up must not keep the oven.";
}

}  // namespace
