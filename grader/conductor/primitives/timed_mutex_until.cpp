// try_lock_until on both clocks may time out; the mistake: a far deadline is taken for a promise.
// Finds: wrong
#include <racecourse/kit.h>

using namespace std::chrono_literals;

TEST(Schedules, TimedMutexUntil) {
    std::timed_mutex mutex;
    int count = 0;
    const auto add = [&](auto deadline) {
#ifdef FAULTY
        const std::unique_lock lock(mutex, deadline);
        EXPECT_TRUE(lock.owns_lock());
        if (!lock.owns_lock()) return;
#else
        std::unique_lock lock(mutex, deadline);
        if (!lock.owns_lock()) lock.lock();
#endif
        ++count;
    };
    std::thread steady([&] { add(std::chrono::steady_clock::now() + 1s); });
    std::thread system([&] { add(std::chrono::system_clock::now() + 1s); });
    {
        const std::lock_guard lock(mutex);
        ++count;
    }
    steady.join();
    system.join();
#ifndef FAULTY
    EXPECT_EQ(count, 3);
#endif
}
