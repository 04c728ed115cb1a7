// condition_variable_any waits with a reader's lock; the mistake: the writer changes what is waited
// for as a reader, too.
// Finds: race
#include <racecourse/kit.h>

#include <shared_mutex>

TEST(Schedules, ConditionVariableAnyShared) {
    std::shared_mutex mutex;
    std::condition_variable_any changed;
    int value = 0;
    std::thread reader([&] {
        std::shared_lock lock(mutex);
        changed.wait(lock, [&] { return value == 1; });
    });
    {
#ifdef FAULTY
        const std::shared_lock lock(mutex);
#else
        const std::unique_lock lock(mutex);
#endif
        value = 1;
    }
    changed.notify_all();
    reader.join();
    EXPECT_EQ(value, 1);
}
