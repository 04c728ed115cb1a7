// A POSIX semaphore that guards data starts with 1; the mistake: with 0.
// Finds: deadlock or lost_wakeup
#include <racecourse/kit.h>

#include <semaphore.h>

TEST(Schedules, PosixSemaphore) {
    sem_t lock;
#ifdef FAULTY
    ASSERT_EQ(sem_init(&lock, 0, 0), 0);
#else
    ASSERT_EQ(sem_init(&lock, 0, 1), 0);
#endif
    int count = 0;
    const auto add = [&] {
        while (sem_wait(&lock) != 0) {
        }
        ++count;
        sem_post(&lock);
    };
    std::thread other(add);
    add();
    other.join();
    EXPECT_EQ(count, 2);
    int value = 0;
    EXPECT_EQ(sem_getvalue(&lock, &value), 0);
    EXPECT_EQ(value, 1);
    EXPECT_EQ(sem_destroy(&lock), 0);
}
