// A mutex is unlocked once by its guard; the mistake: it is unlocked by hand, too.
// Finds: double_unlock
#include <racecourse/kit.h>

TEST(Schedules, MutexDoubleUnlock) {
    std::mutex mutex;
    int count = 0;
    const auto add = [&] {
        const std::lock_guard lock(mutex);
        ++count;
#ifdef FAULTY
        if (count == 2) mutex.unlock();
#endif
    };
    std::thread other(add);
    add();
    other.join();
    EXPECT_EQ(count, 2);
}
