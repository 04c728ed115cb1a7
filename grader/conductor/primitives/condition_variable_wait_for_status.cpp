// wait_for without a predicate may end by notification, by time-out or for no reason; the mistake:
// no_timeout is taken for "it is ready".
// Finds: wrong
#include <racecourse/kit.h>

using namespace std::chrono_literals;

TEST(Schedules, ConditionVariableWaitForStatus) {
    std::mutex mutex;
    std::condition_variable changed;
    int steps = 0;
    std::thread other([&] {
        for (int i = 0; i < 2; ++i) {
            const std::lock_guard lock(mutex);
            ++steps;
            changed.notify_one();
        }
    });
    {
        std::unique_lock lock(mutex);
#ifdef FAULTY
        if (changed.wait_for(lock, 10s) == std::cv_status::no_timeout) {
            EXPECT_EQ(steps, 2);
        }
#else
        while (steps < 2) {
            if (changed.wait_for(lock, 10s) == std::cv_status::timeout) break;
        }
        EXPECT_LE(steps, 2);
#endif
    }
    other.join();
}
