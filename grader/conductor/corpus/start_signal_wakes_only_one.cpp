// Two threads wait for the same start signal, but only one of them is notified.
// Finds: deadlock or lost_wakeup
#include <racecourse/kit.h>

TEST(Schedules, Program) {
    std::mutex mutex;
    std::condition_variable started;
    bool go = false;
    int running = 0;
    const auto runner = [&] {
        std::unique_lock lock(mutex);
        started.wait(lock, [&] { return go; });
        ++running;
    };
    std::thread one(runner);
    std::thread two(runner);
    {
        std::lock_guard lock(mutex);
        go = true;
    }
#ifdef FAULTY
    started.notify_one();
#else
    started.notify_all();
#endif
    one.join();
    two.join();
    EXPECT_EQ(running, 2);
}
