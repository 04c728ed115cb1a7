// A lock of atomic_flag with wait and notify; the mistake: unlocking notifies nobody.
// Finds: lost_wakeup or deadlock
#include <racecourse/kit.h>

TEST(Schedules, AtomicFlagWait) {
    std::atomic_flag locked;
    int count = 0;
    const auto add = [&] {
        while (locked.test_and_set()) locked.wait(true);
        ++count;
        locked.clear();
#ifndef FAULTY
        locked.notify_one();
#endif
    };
    std::thread other(add);
    add();
    other.join();
    EXPECT_EQ(count, 2);
    EXPECT_FALSE(locked.test());
}
