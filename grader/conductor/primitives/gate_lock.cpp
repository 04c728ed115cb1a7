// Two locks in opposite order are safe inside a third; the mistake: one thread goes without it.
// Finds: deadlock
#include <racecourse/kit.h>

TEST(Schedules, GateLock) {
    std::mutex gate, left, right;
    int count = 0;
    std::thread other([&] {
#ifndef FAULTY
        const std::lock_guard through(gate);
#endif
        const std::lock_guard first(right);
        const std::lock_guard second(left);
        ++count;
    });
    {
        const std::lock_guard through(gate);
        const std::lock_guard first(left);
        const std::lock_guard second(right);
        ++count;
    }
    other.join();
    EXPECT_EQ(count, 2);
}
