// A pthread barrier meets twice, and one thread is told that it is the serial one; the mistake: the
// barrier expects one more.
// Finds: deadlock or lost_wakeup
#include <racecourse/kit.h>

#include <pthread.h>

TEST(Schedules, PthreadBarrier) {
    pthread_barrier_t barrier;
#ifdef FAULTY
    ASSERT_EQ(pthread_barrier_init(&barrier, nullptr, 3), 0);
#else
    ASSERT_EQ(pthread_barrier_init(&barrier, nullptr, 2), 0);
#endif
    int cells[2] = {0, 0};
    std::atomic<int> serial{0};
    const auto work = [&](int me) {
        cells[me] = 1;
        if (pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD) serial.fetch_add(1);
        EXPECT_EQ(cells[1 - me], 1);
        pthread_barrier_wait(&barrier);
        cells[me] = 2;
    };
    std::thread other([&] { work(1); });
    work(0);
    other.join();
    EXPECT_EQ(serial.load(), 1);
    pthread_barrier_destroy(&barrier);
}
