// One thread waits for the permit while it holds the lock, the other for the lock with the
// permit.
// Finds: deadlock
#include <racecourse/kit.h>

#include <semaphore>

TEST(Schedules, Program) {
    std::mutex log;
    std::counting_semaphore<> permits(1);
    int lines = 0;
    std::thread writer([&] {
        permits.acquire();
        {
            std::lock_guard lock(log);
            ++lines;
        }
        permits.release();
    });
    std::thread reporter([&] {
#ifdef FAULTY
        std::lock_guard lock(log);
        permits.acquire();
#else
        permits.acquire();
        std::lock_guard lock(log);
#endif
        ++lines;
        permits.release();
    });
    writer.join();
    reporter.join();
    EXPECT_EQ(lines, 2);
}
