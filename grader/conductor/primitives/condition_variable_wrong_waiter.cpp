// Each kind of waiter has its own condition_variable; the mistake: both share one, and notify_one
// wakes one who cannot use it.
// Finds: lost_wakeup or deadlock
#include <racecourse/kit.h>

TEST(Schedules, ConditionVariableWrongWaiter) {
    std::mutex mutex;
    std::condition_variable even;
#ifdef FAULTY
    std::condition_variable& odd = even;
#else
    std::condition_variable odd;
#endif
    bool has_even = false;
    bool has_odd = false;
    std::thread first([&] {
        std::unique_lock lock(mutex);
        even.wait(lock, [&] { return has_even; });
    });
    std::thread second([&] {
        std::unique_lock lock(mutex);
        odd.wait(lock, [&] { return has_odd; });
    });
    {
        const std::lock_guard lock(mutex);
        has_even = true;
        even.notify_one();
    }
    first.join();
    {
        const std::lock_guard lock(mutex);
        has_odd = true;
        odd.notify_one();
    }
    second.join();
}
