// The thread is joined under the lock that it needs to finish.
// Finds: deadlock
#include <racecourse/kit.h>

TEST(Schedules, Program) {
    std::mutex mutex;
    int done = 0;
    std::thread worker([&] {
        std::lock_guard lock(mutex);
        ++done;
    });
    {
        std::unique_lock lock(mutex);
        ++done;
#ifndef FAULTY
        lock.unlock();
#endif
        worker.join();
    }
    EXPECT_EQ(done, 2);
}
