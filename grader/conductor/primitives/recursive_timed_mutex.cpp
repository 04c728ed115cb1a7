// A recursive_timed_mutex is locked again by its owner, each time with a limit; the mistake: the
// limit of the outer lock is not looked at.
// Finds: race or unlock_by_other or double_unlock
#include <racecourse/kit.h>

using namespace std::chrono_literals;

TEST(Schedules, RecursiveTimedMutex) {
    std::recursive_timed_mutex mutex;
    int count = 0;
    std::atomic<int> skipped{0};
    const auto add = [&] {
        const bool outer = mutex.try_lock_for(5ms);
#ifndef FAULTY
        if (!outer) {
            skipped.fetch_add(1);
            return;
        }
#else
        (void)outer;
#endif
        const bool again = mutex.try_lock_until(std::chrono::steady_clock::now() + 5ms);
        const bool third = mutex.try_lock_until(std::chrono::system_clock::now() + 5ms);
        ++count;
        if (third) mutex.unlock();
        if (again) mutex.unlock();
        mutex.unlock();
    };
    std::thread other(add);
    add();
    other.join();
    EXPECT_EQ(count + skipped.load(), 2);
}
