// Each of six threads needs two of three permits and takes them one by one: three threads that
// hold one each wait for ever.
// Finds: deadlock or lost_wakeup
#include <racecourse/kit.h>

#include <semaphore>

TEST(Schedules, Program) {
    std::counting_semaphore<> drives(3);
    std::mutex choosing;
    std::atomic<int> copies{0};
    const auto copy = [&] {
        {
#ifndef FAULTY
            std::lock_guard lock(choosing);
#endif
            drives.acquire();
            drives.acquire();
        }
        ++copies;
        drives.release(2);
    };
    std::vector<std::thread> threads;
    for (int i = 0; i < 6; ++i) threads.emplace_back(copy);
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(copies.load(), 6);
}
