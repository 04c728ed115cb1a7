// Destroying the thread requests a stop, but nothing wakes it from the semaphore it waits on.
// Finds: deadlock or lost_wakeup
#include <racecourse/kit.h>

#include <semaphore>
#include <stop_token>

TEST(Schedules, Program) {
    std::counting_semaphore<> jobs(0);
    std::atomic<int> done{0};
    {
        std::jthread worker([&](const std::stop_token& stop) {
#ifndef FAULTY
            const std::stop_callback wake(stop, [&] { jobs.release(); });
#endif
            jobs.acquire();
            while (!stop.stop_requested()) {
                ++done;
                jobs.acquire();
            }
        });
        jobs.release();
    }
    EXPECT_LE(done.load(), 1);
}
