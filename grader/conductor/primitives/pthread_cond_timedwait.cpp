// pthread_cond_wait and _timedwait in a loop; the mistake: after a time-out the waiter goes on as
// if the flag were set.
// Finds: wrong
#include <racecourse/kit.h>

#include <pthread.h>

#include <cerrno>
#include <ctime>

TEST(Schedules, PthreadCondTimedwait) {
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
    bool ready = false;
    std::thread other([&] {
        pthread_mutex_lock(&mutex);
        ready = true;
        pthread_cond_signal(&changed);
        pthread_mutex_unlock(&mutex);
    });
    timespec limit{};
    clock_gettime(CLOCK_REALTIME, &limit);
    limit.tv_sec += 5;
    pthread_mutex_lock(&mutex);
    int answer = 0;
    while (!ready && answer == 0) answer = pthread_cond_timedwait(&changed, &mutex, &limit);
    EXPECT_TRUE(answer == 0 || answer == ETIMEDOUT);
#ifndef FAULTY
    while (!ready) pthread_cond_wait(&changed, &mutex);
#endif
    EXPECT_TRUE(ready);
    pthread_mutex_unlock(&mutex);
    other.join();
    pthread_cond_destroy(&changed);
    pthread_mutex_destroy(&mutex);
}
