// wait and notify through atomic_ref; the mistake: the store is not told.
// Finds: lost_wakeup or deadlock
#include <racecourse/kit.h>

TEST(Schedules, AtomicRefWait) {
    alignas(std::atomic_ref<int>::required_alignment) int ready = 0;
    int value = 0;
    std::thread waiter([&] {
        std::atomic_ref(ready).wait(0);
        EXPECT_EQ(value, 7);
    });
    value = 7;
    const std::atomic_ref flag(ready);
    flag.store(1);
#ifndef FAULTY
    flag.notify_all();
#endif
    waiter.join();
}
