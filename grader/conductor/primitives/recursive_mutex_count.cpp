// A recursive_mutex is unlocked as often as it was locked; the mistake: once less.
// Finds: deadlock
#include <racecourse/kit.h>

TEST(Schedules, RecursiveMutexCount) {
    std::recursive_mutex mutex;
    int count = 0;
    const auto add = [&] {
        mutex.lock();
        const bool again = mutex.try_lock();
        ++count;
        mutex.unlock();
#ifndef FAULTY
        if (again) mutex.unlock();
#else
        (void)again;
#endif
    };
    std::thread other(add);
    add();
    other.join();
    EXPECT_EQ(count, 2);
}
