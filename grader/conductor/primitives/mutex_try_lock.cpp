// try_lock() is asked for its answer; the mistake: the answer is ignored.
// Finds: race or unlock_by_other or double_unlock
#include <racecourse/kit.h>

TEST(Schedules, MutexTryLock) {
    std::mutex mutex;
    int count = 0;
    int skipped = 0;
    std::thread other([&] {
        const std::lock_guard lock(mutex);
        ++count;
    });
#ifdef FAULTY
    (void)mutex.try_lock();
    ++count;
    mutex.unlock();
#else
    if (mutex.try_lock()) {
        ++count;
        mutex.unlock();
    } else {
        ++skipped;
    }
#endif
    other.join();
    EXPECT_EQ(count + skipped, 2);
}
