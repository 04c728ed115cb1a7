// Readers share, a writer is alone; the mistake: the writer takes the lock as a reader.
// Finds: race
#include <racecourse/kit.h>

#include <shared_mutex>

TEST(Schedules, SharedMutex) {
    std::shared_mutex mutex;
    int value = 0;
    std::thread writer([&] {
#ifdef FAULTY
        const std::shared_lock lock(mutex);
#else
        const std::unique_lock lock(mutex);
#endif
        value = 1;
    });
    std::thread reader([&] {
        const std::shared_lock lock(mutex);
        EXPECT_LE(value, 1);
    });
    {
        const std::shared_lock lock(mutex);
        EXPECT_LE(value, 1);
    }
    writer.join();
    reader.join();
    EXPECT_EQ(value, 1);
}
