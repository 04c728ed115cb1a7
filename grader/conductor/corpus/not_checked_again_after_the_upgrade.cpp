// Between the shared and the exclusive lock another thread may have done the work already.
// Finds: wrong
#include <racecourse/kit.h>

#include <shared_mutex>

TEST(Schedules, Program) {
    std::shared_mutex mutex;
    int loads = 0;
    const auto ensure = [&] {
        {
            std::shared_lock reading(mutex);
            if (loads != 0) return;
        }
        std::unique_lock writing(mutex);
#ifndef FAULTY
        if (loads != 0) return;
#endif
        ++loads;
    };
    std::thread one(ensure);
    std::thread two(ensure);
    one.join();
    two.join();
    EXPECT_EQ(loads, 1);
}
