// A reader unlocks before it locks as a writer, and looks again; the mistake: it asks for the
// exclusive lock while it still reads.
// Finds: deadlock
#include <racecourse/kit.h>

#include <shared_mutex>

TEST(Schedules, SharedMutexUpgrade) {
    std::shared_mutex mutex;
    int value = 0;
    const auto fill = [&] {
        {
            std::shared_lock reading(mutex);
            if (value != 0) return;
#ifndef FAULTY
            reading.unlock();
#endif
            const std::unique_lock writing(mutex);
            if (value == 0) value = 1;
        }
    };
    std::thread other(fill);
    fill();
    other.join();
    EXPECT_EQ(value, 1);
}
