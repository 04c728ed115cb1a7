// try_lock_for may time out, and the caller does without; the mistake: it goes on as if locked.
// Finds: race or unlock_by_other or double_unlock
#include <racecourse/kit.h>

using namespace std::chrono_literals;

TEST(Schedules, TimedMutexFor) {
    std::timed_mutex mutex;
    int count = 0;
    std::atomic<int> skipped{0};
    const auto add = [&] {
#ifdef FAULTY
        (void)mutex.try_lock_for(10ms);
        ++count;
        mutex.unlock();
#else
        const std::unique_lock lock(mutex, 10ms);
        if (lock)
            ++count;
        else
            skipped.fetch_add(1);
#endif
    };
    std::thread other(add);
    add();
    other.join();
    EXPECT_EQ(count + skipped.load(), 2);
}
