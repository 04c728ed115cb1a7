// wait() with a predicate; the mistake: none, so a notification before the wait is lost.
// Finds: lost_wakeup or deadlock
#include <racecourse/kit.h>

TEST(Schedules, ConditionVariableWait) {
    std::mutex mutex;
    std::condition_variable changed;
    bool ready = false;
    std::thread other([&] {
        const std::lock_guard lock(mutex);
        ready = true;
        changed.notify_one();
    });
    {
        std::unique_lock lock(mutex);
#ifdef FAULTY
        changed.wait(lock);
#else
        changed.wait(lock, [&] { return ready; });
        EXPECT_TRUE(ready);
#endif
    }
    other.join();
}
