// try_acquire, try_acquire_for and _until may fail; the mistake: who got nothing goes in.
// Finds: race
#include <racecourse/kit.h>

#include <semaphore>

using namespace std::chrono_literals;

TEST(Schedules, SemaphoreTimed) {
    std::binary_semaphore lock(1);
    int count = 0;
    std::atomic<int> skipped{0};
    const auto add = [&] {
        const bool got = lock.try_acquire() || lock.try_acquire_for(1ms) ||
                         lock.try_acquire_until(std::chrono::system_clock::now() + 1ms) ||
                         lock.try_acquire_until(std::chrono::steady_clock::now() + 1ms);
#ifndef FAULTY
        if (!got) {
            skipped.fetch_add(1);
            return;
        }
#endif
        ++count;
        if (got) lock.release();
    };
    std::thread other(add);
    add();
    other.join();
    EXPECT_EQ(count + skipped.load(), 2);
}
