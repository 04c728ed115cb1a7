// A semaphore is destroyed when nobody waits any more; the mistake: while a thread waits.
// Finds: destroyed_in_use or race
#include <racecourse/kit.h>

#include <semaphore.h>

namespace {
sem_t ready;  // static, so that it is still memory when the thread looks at it
}

TEST(Schedules, PosixSemaphoreDestroyed) {
    ASSERT_EQ(sem_init(&ready, 0, 0), 0);
    std::thread waiter([] {
        while (sem_wait(&ready) != 0) {
        }
    });
#ifdef FAULTY
    sem_destroy(&ready);
    sem_post(&ready);
    waiter.join();
#else
    sem_post(&ready);
    waiter.join();
    sem_destroy(&ready);
#endif
}
