// try_wait() says whether all have arrived; the mistake: the answer is ignored.
// Finds: race
#include <racecourse/kit.h>

TEST(Schedules, LatchTryWait) {
    std::latch ready(1);
    int value = 0;
    std::thread worker([&] {
        value = 42;
        ready.count_down();
    });
#ifdef FAULTY
    (void)ready.try_wait();
    racecourse::use(value);
#else
    if (ready.try_wait()) {
        EXPECT_EQ(value, 42);
    }
#endif
    worker.join();
}
