// A pthread spin lock around the data; the mistake: a failed trylock is not noticed.
// Finds: race or unlock_by_other or double_unlock
#include <racecourse/kit.h>

#include <pthread.h>

#include <cerrno>

TEST(Schedules, PthreadSpinlock) {
    pthread_spinlock_t lock;
    ASSERT_EQ(pthread_spin_init(&lock, PTHREAD_PROCESS_PRIVATE), 0);
    int count = 0;
    std::thread other([&] {
        pthread_spin_lock(&lock);
        ++count;
        pthread_spin_unlock(&lock);
    });
    const int answer = pthread_spin_trylock(&lock);
#ifdef FAULTY
    (void)answer;
#else
    if (answer == EBUSY) pthread_spin_lock(&lock);
#endif
    ++count;
    pthread_spin_unlock(&lock);
    other.join();
    EXPECT_EQ(count, 2);
    pthread_spin_destroy(&lock);
}
