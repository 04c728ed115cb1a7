// A mutex of the error-checking kind answers EDEADLK, EPERM and EBUSY; the mistake: a failed lock
// is not noticed.
// Finds: race or unlock_by_other
#include <racecourse/kit.h>

#include <pthread.h>

#include <cerrno>

TEST(Schedules, PthreadMutexErrorcheck) {
    pthread_mutexattr_t kind;
    pthread_mutexattr_init(&kind);
    pthread_mutexattr_settype(&kind, PTHREAD_MUTEX_ERRORCHECK);
    pthread_mutex_t mutex;
    ASSERT_EQ(pthread_mutex_init(&mutex, &kind), 0);
    pthread_mutexattr_destroy(&kind);
    int count = 0;
    std::thread other([&] {
        pthread_mutex_lock(&mutex);
        EXPECT_EQ(pthread_mutex_lock(&mutex), EDEADLK);
        ++count;
        EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
        EXPECT_EQ(pthread_mutex_unlock(&mutex), EPERM);
    });
    const int answer = pthread_mutex_trylock(&mutex);
#ifdef FAULTY
    ++count;
    pthread_mutex_unlock(&mutex);
#else
    if (answer == EBUSY) pthread_mutex_lock(&mutex);
    ++count;
    EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
#endif
    EXPECT_TRUE(answer == 0 || answer == EBUSY);
    other.join();
#ifndef FAULTY
    EXPECT_EQ(count, 2);
#endif
    pthread_mutex_destroy(&mutex);
}
