// Who hands on a turn to another thread uses a semaphore; the mistake: a mutex that the other
// thread unlocks.
// Finds: unlock_by_other
#include <racecourse/kit.h>

#include <semaphore>

TEST(Schedules, MutexUnlockByOther) {
    int value = 0;
#ifdef FAULTY
    std::mutex turn;
    turn.lock();
    std::thread other([&] {
        value = 1;
        turn.unlock();
    });
    turn.lock();
    turn.unlock();
#else
    std::binary_semaphore turn(0);
    std::thread other([&] {
        value = 1;
        turn.release();
    });
    turn.acquire();
    EXPECT_EQ(value, 1);
#endif
    other.join();
    EXPECT_EQ(value, 1);
}
