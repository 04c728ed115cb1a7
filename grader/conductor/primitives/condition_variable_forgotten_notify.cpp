// Every change is told; the mistake: one way to change it tells nobody.
// Finds: lost_wakeup or deadlock
#include <racecourse/kit.h>

TEST(Schedules, ConditionVariableForgottenNotify) {
    std::mutex mutex;
    std::condition_variable changed;
    int left = 2;
    const auto finish = [&] {
        const std::lock_guard lock(mutex);
        --left;
#ifdef FAULTY
        if (left == 1) changed.notify_one();
#else
        if (left == 0) changed.notify_one();
#endif
    };
    std::thread first(finish);
    std::thread second(finish);
    {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return left == 0; });
    }
    first.join();
    second.join();
}
