// Two semaphores hand a turn to and fro; the mistake: each thread waits for its turn before it
// gives the other's.
// Finds: deadlock or lost_wakeup
#include <racecourse/kit.h>

#include <semaphore>

TEST(Schedules, BinarySemaphorePingPong) {
    std::binary_semaphore ping(0), pong(0);
    int turns = 0;
    std::thread other([&] {
        for (int i = 0; i < 2; ++i) {
            ping.acquire();
            ++turns;
            pong.release();
        }
    });
    for (int i = 0; i < 2; ++i) {
#ifdef FAULTY
        pong.acquire();
        ping.release();
#else
        ping.release();
        pong.acquire();
#endif
        ++turns;
    }
    other.join();
    EXPECT_EQ(turns, 4);
}
