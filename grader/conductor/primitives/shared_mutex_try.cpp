// try_lock and try_lock_shared are asked for their answers; the mistake: a reader ignores it.
// Finds: race or unlock_by_other or double_unlock
#include <racecourse/kit.h>

#include <shared_mutex>

TEST(Schedules, SharedMutexTry) {
    std::shared_mutex mutex;
    int value = 0;
    std::thread writer([&] {
        if (!mutex.try_lock()) mutex.lock();
        value = 1;
        mutex.unlock();
    });
#ifdef FAULTY
    (void)mutex.try_lock_shared();
    racecourse::use(value);
    mutex.unlock_shared();
#else
    if (mutex.try_lock_shared()) {
        racecourse::use(value);
        mutex.unlock_shared();
    }
#endif
    writer.join();
    EXPECT_EQ(value, 1);
}
