// A single waiter and a single notification: only a spurious wake-up shows that the loop is
// missing.
// Finds: wrong
#include <racecourse/kit.h>

TEST(Schedules, Program) {
    std::mutex mutex;
    std::condition_variable cooked;
    int eggs = 0;
    int eaten = 0;
    std::thread guest([&] {
        std::unique_lock lock(mutex);
#ifdef FAULTY
        if (eggs == 0) cooked.wait(lock);
#else
        while (eggs == 0) cooked.wait(lock);
#endif
        eaten = eggs;
    });
    std::thread cook([&] {
        std::lock_guard lock(mutex);
        eggs = 2;
        cooked.notify_one();
    });
    guest.join();
    cook.join();
    EXPECT_EQ(eaten, 2);
}
