// wait_for with a predicate says whether it came true; the mistake: a time-out is taken for
// success.
// Finds: wrong
#include <racecourse/kit.h>

using namespace std::chrono_literals;

TEST(Schedules, ConditionVariableWaitFor) {
    std::mutex mutex;
    std::condition_variable changed;
    bool ready = false;
    std::thread other([&] {
        const std::lock_guard lock(mutex);
        ready = true;
        changed.notify_one();
    });
    {
        std::unique_lock lock(mutex);
        const bool came = changed.wait_for(lock, 1s, [&] { return ready; });
#ifdef FAULTY
        (void)came;
        EXPECT_TRUE(ready);
#else
        EXPECT_EQ(came, ready);
#endif
    }
    other.join();
    EXPECT_TRUE(ready);
}
