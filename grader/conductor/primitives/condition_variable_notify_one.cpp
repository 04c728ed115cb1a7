// What concerns all waiters is told with notify_all; the mistake: notify_one wakes one of two.
// Finds: lost_wakeup or deadlock
#include <racecourse/kit.h>

TEST(Schedules, ConditionVariableNotifyOne) {
    std::mutex mutex;
    std::condition_variable changed;
    bool open = false;
    const auto pass = [&] {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return open; });
    };
    std::thread first(pass);
    std::thread second(pass);
    {
        const std::lock_guard lock(mutex);
        open = true;
    }
#ifdef FAULTY
    changed.notify_one();
#else
    changed.notify_all();
#endif
    first.join();
    second.join();
}
