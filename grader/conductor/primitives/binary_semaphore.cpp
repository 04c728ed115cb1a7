// A binary_semaphore that guards data starts with 1; the mistake: it starts with 0.
// Finds: deadlock or lost_wakeup
#include <racecourse/kit.h>

#include <semaphore>

TEST(Schedules, BinarySemaphore) {
#ifdef FAULTY
    std::binary_semaphore lock(0);
#else
    std::binary_semaphore lock(1);
#endif
    int count = 0;
    const auto add = [&] {
        lock.acquire();
        ++count;
        lock.release();
    };
    std::thread other(add);
    add();
    other.join();
    EXPECT_EQ(count, 2);
}
