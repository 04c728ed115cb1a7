// A reader that finds it must write asks for the exclusive lock while it still holds the shared
// one.
// Finds: deadlock
#include <racecourse/kit.h>

#include <shared_mutex>

TEST(Schedules, Program) {
    std::shared_mutex mutex;
    int value = 0;
    const auto ensure = [&] {
        std::shared_lock reading(mutex);
        if (value != 0) return;
#ifndef FAULTY
        reading.unlock();
#endif
        std::unique_lock writing(mutex);
        if (value == 0) value = 7;
    };
    std::thread one(ensure);
    std::thread two(ensure);
    one.join();
    two.join();
    EXPECT_EQ(value, 7);
}
