// wait_until on the steady and the system clock may time out; the mistake: the waiter then takes
// what is not there.
// Finds: wrong
#include <racecourse/kit.h>

using namespace std::chrono_literals;

TEST(Schedules, ConditionVariableWaitUntil) {
    std::mutex mutex;
    std::condition_variable changed;
    int items = 0;
    int given_up = 0;
    const auto take = [&](auto deadline) {
        std::unique_lock lock(mutex);
        const bool came = changed.wait_until(lock, deadline, [&] { return items > 0; });
#ifndef FAULTY
        if (!came) {
            ++given_up;
            return;
        }
#else
        (void)came;
#endif
        --items;
        EXPECT_GE(items, 0);
    };
    std::thread steady([&] { take(std::chrono::steady_clock::now() + 5s); });
    std::thread system([&] { take(std::chrono::system_clock::now() + 5s); });
    {
        const std::lock_guard lock(mutex);
        items = 2;
        changed.notify_all();
    }
    steady.join();
    system.join();
    EXPECT_EQ(items, given_up);
}
