// Read and write happen under one lock; the mistake: each is locked, but not both together.
// Finds: wrong
#include <racecourse/kit.h>

TEST(Schedules, MutexReadThenWrite) {
    std::mutex mutex;
    int balance = 0;
    const auto deposit = [&] {
#ifdef FAULTY
        int seen = 0;
        {
            const std::lock_guard lock(mutex);
            seen = balance;
        }
        const std::lock_guard lock(mutex);
        balance = seen + 1;
#else
        const std::lock_guard lock(mutex);
        balance = balance + 1;
#endif
    };
    std::thread other(deposit);
    deposit();
    other.join();
    EXPECT_EQ(balance, 2);
}
