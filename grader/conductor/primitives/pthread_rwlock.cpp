// A rwlock lets readers share and a writer be alone, with and without limits; the mistake: a failed
// tryrdlock is not noticed.
// Finds: race or unlock_by_other or double_unlock
#include <racecourse/kit.h>

#include <pthread.h>

#include <cerrno>
#include <ctime>

TEST(Schedules, PthreadRwlock) {
    pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
    int value = 0;
    timespec limit{};
    clock_gettime(CLOCK_REALTIME, &limit);
    limit.tv_sec += 5;
    std::thread writer([&] {
        if (pthread_rwlock_timedwrlock(&lock, &limit) != 0) pthread_rwlock_wrlock(&lock);
        value = 1;
        pthread_rwlock_unlock(&lock);
    });
    const int answer = pthread_rwlock_tryrdlock(&lock);
#ifndef FAULTY
    if (answer != 0) {
        EXPECT_EQ(answer, EBUSY);
        if (pthread_rwlock_timedrdlock(&lock, &limit) != 0) pthread_rwlock_rdlock(&lock);
    }
#else
    (void)answer;
#endif
    racecourse::use(value);
    pthread_rwlock_unlock(&lock);
    writer.join();
    EXPECT_EQ(pthread_rwlock_trywrlock(&lock), 0);
    EXPECT_EQ(value, 1);
    pthread_rwlock_unlock(&lock);
    pthread_rwlock_destroy(&lock);
}
