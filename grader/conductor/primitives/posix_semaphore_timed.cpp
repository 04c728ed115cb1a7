// sem_trywait, sem_timedwait and sem_clockwait may fail; the mistake: the answer is ignored.
// Finds: race
#include <racecourse/kit.h>

#include <semaphore.h>

#include <cerrno>
#include <ctime>

TEST(Schedules, PosixSemaphoreTimed) {
    sem_t lock;
    ASSERT_EQ(sem_init(&lock, 0, 1), 0);
    int count = 0;
    std::atomic<int> skipped{0};
    const auto soon = [](clockid_t clock) {
        timespec time{};
        clock_gettime(clock, &time);
        ++time.tv_sec;
        return time;
    };
    const auto add = [&] {
        int failed = sem_trywait(&lock);
        if (failed != 0) {
            const timespec limit = soon(CLOCK_REALTIME);
            failed = sem_timedwait(&lock, &limit);
        }
        if (failed != 0) {
            const timespec limit = soon(CLOCK_MONOTONIC);
            failed = sem_clockwait(&lock, CLOCK_MONOTONIC, &limit);
        }
#ifndef FAULTY
        if (failed != 0) {
            EXPECT_TRUE(errno == ETIMEDOUT || errno == EINTR);
            skipped.fetch_add(1);
            return;
        }
#endif
        ++count;
        if (failed == 0) sem_post(&lock);
    };
    std::thread other(add);
    add();
    other.join();
    EXPECT_EQ(count + skipped.load(), 2);
    sem_destroy(&lock);
}
