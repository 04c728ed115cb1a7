// A woken consumer looks again in a loop; the mistake: it looks once, and another was faster.
// Finds: wrong
#include <racecourse/kit.h>

TEST(Schedules, ConditionVariableLoop) {
    std::mutex mutex;
    std::condition_variable changed;
    int items = 0;
    const auto take = [&] {
        std::unique_lock lock(mutex);
#ifdef FAULTY
        if (items == 0) changed.wait(lock);
#else
        while (items == 0) changed.wait(lock);
#endif
        --items;
        EXPECT_GE(items, 0);
    };
    std::thread first(take);
    std::thread second(take);
    for (int i = 0; i < 2; ++i) {
        const std::lock_guard lock(mutex);
        ++items;
        changed.notify_all();
    }
    first.join();
    second.join();
}
