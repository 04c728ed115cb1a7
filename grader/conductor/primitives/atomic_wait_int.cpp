// wait and notify on an int; the mistake: the value changes and nobody is notified.
// Finds: lost_wakeup or deadlock
#include <racecourse/kit.h>

TEST(Schedules, AtomicWaitInt) {
    std::atomic<int> ready{0};
    int value = 0;
    std::thread waiter([&] {
        ready.wait(0);
        EXPECT_EQ(value, 42);
    });
    value = 42;
    ready.store(1);
#ifndef FAULTY
    ready.notify_one();
#endif
    waiter.join();
}
