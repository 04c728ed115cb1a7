// The cache is locked while the result is awaited, and the task wants to write it into the
// cache.
// Finds: deadlock or lost_wakeup
#include <racecourse/kit.h>

#include <future>

TEST(Schedules, Program) {
    std::mutex mutex;
    int cached = 0;
    std::future<int> loading = std::async(std::launch::async, [&] {
        std::lock_guard lock(mutex);
        cached = 5;
        return cached;
    });
    std::unique_lock lock(mutex);
    const int before = cached;
#ifndef FAULTY
    lock.unlock();
#endif
    const int loaded = loading.get();
    EXPECT_LE(before, loaded);
    EXPECT_EQ(loaded, 5);
}
