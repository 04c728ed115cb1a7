// A thread unlocks before it ends; the mistake: it returns early and keeps the lock for ever.
// Finds: deadlock
#include <racecourse/kit.h>

TEST(Schedules, MutexThreadEndsWithLock) {
    std::mutex mutex;
    int count = 0;
    const auto add = [&] {
        mutex.lock();
        ++count;
#ifdef FAULTY
        if (count == 1) return;
#endif
        mutex.unlock();
    };
    std::thread first(add);
    std::thread second(add);
    first.join();
    second.join();
    EXPECT_EQ(count, 2);
}
