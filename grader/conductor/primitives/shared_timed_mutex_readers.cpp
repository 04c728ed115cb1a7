// A reader's try_lock_shared_for and _until may time out; the mistake: it reads all the same.
// Finds: race or unlock_by_other or double_unlock
#include <racecourse/kit.h>

#include <shared_mutex>

using namespace std::chrono_literals;

TEST(Schedules, SharedTimedMutexReaders) {
    std::shared_timed_mutex mutex;
    int value = 0;
    const auto read = [&](bool locked) {
#ifdef FAULTY
        locked = true;
#endif
        if (!locked) return;
        racecourse::use(value);
        mutex.unlock_shared();
    };
    std::thread writer([&] {
        const std::unique_lock lock(mutex);
        value = 1;
    });
    read(mutex.try_lock_shared_for(5ms));
    read(mutex.try_lock_shared_until(std::chrono::steady_clock::now() + 5ms));
    read(mutex.try_lock_shared_until(std::chrono::system_clock::now() + 5ms));
    writer.join();
    EXPECT_EQ(value, 1);
}
