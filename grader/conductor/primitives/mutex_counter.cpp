// A counter is changed under its mutex; the mistake: one of the two threads does not lock.
// Finds: race
#include <racecourse/kit.h>

TEST(Schedules, MutexCounter) {
    std::mutex mutex;
    int count = 0;
    std::thread other([&] {
#ifndef FAULTY
        const std::lock_guard lock(mutex);
#endif
        ++count;
    });
    {
        const std::lock_guard lock(mutex);
        ++count;
    }
    other.join();
    EXPECT_EQ(count, 2);
}
