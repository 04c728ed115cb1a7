// A condition variable that runs on the monotonic clock, waiters awakened by broadcast; the
// mistake: nobody is awakened.
// Finds: lost_wakeup or deadlock
#include <racecourse/kit.h>

#include <pthread.h>

#include <ctime>

TEST(Schedules, PthreadCondMonotonic) {
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    EXPECT_EQ(pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC), 0);
    pthread_cond_t changed;
    ASSERT_EQ(pthread_cond_init(&changed, &attributes), 0);
    pthread_condattr_destroy(&attributes);
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    bool open = false;
    const auto pass = [&] {
        pthread_mutex_lock(&mutex);
        if (!open) {
            timespec limit{};
            clock_gettime(CLOCK_MONOTONIC, &limit);
            ++limit.tv_sec;
            pthread_cond_timedwait(&changed, &mutex, &limit);
        }
        while (!open) pthread_cond_wait(&changed, &mutex);
        pthread_mutex_unlock(&mutex);
    };
    std::thread first(pass);
    std::thread second(pass);
    pthread_mutex_lock(&mutex);
    open = true;
    pthread_mutex_unlock(&mutex);
#ifndef FAULTY
    pthread_cond_broadcast(&changed);
#endif
    first.join();
    second.join();
    pthread_cond_destroy(&changed);
    pthread_mutex_destroy(&mutex);
}
