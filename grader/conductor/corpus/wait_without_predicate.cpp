// The waiter waits for a notification, not for a state: one that came before is never seen, and
// a spurious one is taken for the real one.
// Finds: deadlock or lost_wakeup or wrong
#include <racecourse/kit.h>

TEST(Schedules, Program) {
    std::mutex mutex;
    std::condition_variable arrived;
    bool there = false;
    bool seen = false;
    std::thread guest([&] {
        std::unique_lock lock(mutex);
#ifdef FAULTY
        arrived.wait(lock);
#else
        arrived.wait(lock, [&] { return there; });
#endif
        seen = there;
    });
    std::thread train([&] {
        {
            std::lock_guard lock(mutex);
            there = true;
        }
        arrived.notify_one();
    });
    guest.join();
    train.join();
    EXPECT_TRUE(seen);
}
