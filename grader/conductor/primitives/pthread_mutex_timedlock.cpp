// pthread_mutex_timedlock and clocklock may time out; the mistake: the answer is ignored.
// Finds: race or unlock_by_other or double_unlock
#include <racecourse/kit.h>

#include <pthread.h>

#include <cerrno>
#include <ctime>

TEST(Schedules, PthreadMutexTimedlock) {
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    int count = 0;
    std::atomic<int> skipped{0};
    const auto add = [&](clockid_t clock) {
        timespec limit{};
        clock_gettime(clock, &limit);
        ++limit.tv_sec;
        const int answer = clock == CLOCK_REALTIME ? pthread_mutex_timedlock(&mutex, &limit)
                                                   : pthread_mutex_clocklock(&mutex, clock, &limit);
#ifndef FAULTY
        if (answer != 0) {
            EXPECT_EQ(answer, ETIMEDOUT);
            skipped.fetch_add(1);
            return;
        }
#else
        (void)answer;
#endif
        ++count;
        pthread_mutex_unlock(&mutex);
    };
    std::thread other([&] { add(CLOCK_REALTIME); });
    add(CLOCK_MONOTONIC);
    other.join();
    EXPECT_EQ(count + skipped.load(), 2);
    pthread_mutex_destroy(&mutex);
}
