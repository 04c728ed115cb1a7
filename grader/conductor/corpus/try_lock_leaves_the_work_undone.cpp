// Who does not get the lock trusts the holder to do the work, but the holder may have looked
// already.
// Finds: wrong
#include <racecourse/kit.h>

TEST(Schedules, Program) {
    std::mutex mutex;
    std::atomic<int> pending{0};
    int handled = 0;
    const auto post = [&] {
        ++pending;
#ifdef FAULTY
        std::unique_lock lock(mutex, std::try_to_lock);
        if (!lock.owns_lock()) return;
#else
        std::unique_lock lock(mutex);
#endif
        handled += pending.exchange(0);
    };
    std::thread one(post);
    std::thread two(post);
    one.join();
    two.join();
    EXPECT_EQ(handled, 2);
}
