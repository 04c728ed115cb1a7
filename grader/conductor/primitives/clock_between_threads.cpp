// A time read before the release is never after one read behind the acquire; the mistake: without
// either, the order of two clock readings is guessed.
// Finds: wrong
#include <racecourse/kit.h>

TEST(Schedules, ClockBetweenThreads) {
    using Clock = std::chrono::steady_clock;
    std::atomic<bool> told{false};
    std::atomic<Clock::rep> there{0};
    std::thread worker([&] {
        there.store(Clock::now().time_since_epoch().count(), std::memory_order_relaxed);
        told.store(true, std::memory_order_release);
    });
#ifdef FAULTY
    const bool look = true;
#else
    const bool look = told.load(std::memory_order_acquire);
#endif
    const Clock::rep here = Clock::now().time_since_epoch().count();
    if (look) {
        const Clock::rep other = there.load(std::memory_order_relaxed);
        EXPECT_NE(other, 0);
        EXPECT_LE(other, here);
    }
    worker.join();
}
