// A try_lock that fails is noted, but the unlock at the end is done all the same.
// Finds: unlock_by_other or double_unlock
#include <racecourse/kit.h>

TEST(Schedules, Program) {
    std::mutex mutex;
    std::atomic<int> skipped{0};
    std::atomic<int> refreshed{0};
    const auto refresh = [&] {
        const bool mine = mutex.try_lock();
        if (mine) {
            ++refreshed;
        } else {
            ++skipped;
        }
#ifdef FAULTY
        mutex.unlock();
#else
        if (mine) mutex.unlock();
#endif
    };
    std::thread one(refresh);
    std::thread two(refresh);
    one.join();
    two.join();
    EXPECT_EQ(refreshed.load() + skipped.load(), 2);
}
