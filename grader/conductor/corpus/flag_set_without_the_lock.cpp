// The flag is atomic, so it is set without the lock: the waiter may have looked at it and not
// yet have begun to wait, and then the notification hits nobody.
// Finds: deadlock or lost_wakeup
#include <racecourse/kit.h>

TEST(Schedules, Program) {
    std::mutex mutex;
    std::condition_variable changed;
    std::atomic<bool> done{false};
    std::atomic<int> woken{0};
    std::thread waiter([&] {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return done.load(); });
        ++woken;
    });
    std::thread worker([&] {
        {
#ifndef FAULTY
            std::lock_guard lock(mutex);
#endif
            done.store(true);
        }
        changed.notify_one();
    });
    waiter.join();
    worker.join();
    EXPECT_EQ(woken.load(), 1);
}
