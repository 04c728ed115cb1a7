// A packaged_task is called by a worker; the mistake: the worker leaves it uncalled.
// Finds: deadlock or lost_wakeup
#include <racecourse/kit.h>

#include <future>

TEST(Schedules, PackagedTask) {
    std::packaged_task<int(int)> task([](int value) { return value * 2; });
    std::future<int> twice = task.get_future();
    std::atomic<bool> stopping{false};
    std::thread worker([&] {
#ifdef FAULTY
        if (stopping.load()) return;
#endif
        task(21);
    });
    stopping.store(true);
    EXPECT_EQ(twice.get(), 42);
    worker.join();
}
