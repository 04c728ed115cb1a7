// Compiled behind the hidden tests, in the same translation unit: what the learner's file may have
// done to GoogleTest or to the sanitizer is done to these as well.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace racecourse {

// Must be seen to fail; otherwise the run has been tampered with.
TEST(Tripwire, MustFail) {
    EXPECT_EQ(1 + 1, 3);
}

#if defined(__SANITIZE_THREAD__)
// Must be reported by ThreadSanitizer; otherwise it does not work here. The flag is relaxed, so it
// puts the two accesses one after the other without ordering them.
inline int racecourse_canary = 0;

TEST(Canary, MustBeReported) {
    std::atomic<bool> first_done{false};
    std::thread first([&] {
        racecourse_canary = 1;
        first_done.store(true, std::memory_order_relaxed);
    });
    std::thread second([&] {
        while (!first_done.load(std::memory_order_relaxed)) std::this_thread::yield();
        racecourse_canary = 2;
    });
    first.join();
    second.join();
}
#endif

}  // namespace racecourse
