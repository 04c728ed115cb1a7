// A writer's try_lock_for and try_lock_until may time out; the mistake: it writes all the same.
// Finds: race or unlock_by_other or double_unlock
#include <racecourse/kit.h>

#include <shared_mutex>

using namespace std::chrono_literals;

TEST(Schedules, SharedTimedMutexWriters) {
    std::shared_timed_mutex mutex;
    int value = 0;
    const auto write = [&](bool locked) {
#ifdef FAULTY
        locked = true;
#endif
        if (!locked) return;
        ++value;
        mutex.unlock();
    };
    std::thread other([&] {
        write(mutex.try_lock_for(5ms));
        write(mutex.try_lock_until(std::chrono::system_clock::now() + 5ms));
    });
    write(mutex.try_lock_until(std::chrono::steady_clock::now() + 5ms));
    {
        const std::shared_lock lock(mutex);
        EXPECT_LE(value, 3);
    }
    other.join();
}
