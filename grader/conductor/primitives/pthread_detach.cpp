// A detached thread posts a semaphore when it is done; the mistake: nobody waits for it.
// Finds: still_running
#include <racecourse/kit.h>

#include <pthread.h>
#include <semaphore.h>

namespace {
sem_t done;
int value = 0;

void* work(void*) {
    value = 1;
    sem_post(&done);
    return nullptr;
}
}  // namespace

TEST(Schedules, PthreadDetach) {
    ASSERT_EQ(sem_init(&done, 0, 0), 0);
    pthread_t thread;
    ASSERT_EQ(pthread_create(&thread, nullptr, work, nullptr), 0);
    EXPECT_EQ(pthread_detach(thread), 0);
#ifndef FAULTY
    while (sem_wait(&done) != 0) {
    }
    EXPECT_EQ(value, 1);
#endif
}
