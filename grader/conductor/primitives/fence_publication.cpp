// A release fence before a relaxed flag and an acquire fence behind it; the mistake: no fence in
// the reader.
// Finds: race
#include <racecourse/kit.h>

TEST(Schedules, FencePublication) {
    int data = 0;
    std::atomic<bool> ready{false};
    std::thread writer([&] {
        data = 42;
        std::atomic_thread_fence(std::memory_order_release);
        ready.store(true, std::memory_order_relaxed);
    });
    if (ready.load(std::memory_order_relaxed)) {
#ifndef FAULTY
        std::atomic_thread_fence(std::memory_order_acquire);
#endif
        EXPECT_EQ(data, 42);
    }
    writer.join();
}
