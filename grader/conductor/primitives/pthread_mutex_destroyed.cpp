// A mutex is destroyed when nobody holds it; the mistake: while a thread holds it.
// Finds: destroyed_in_use or race
#include <racecourse/kit.h>

#include <pthread.h>

namespace {
pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
int count = 0;
}  // namespace

TEST(Schedules, PthreadMutexDestroyed) {
    std::thread other([] {
        pthread_mutex_lock(&mutex);
        ++count;
        pthread_mutex_unlock(&mutex);
    });
#ifdef FAULTY
    std::thread cleaner([] { pthread_mutex_destroy(&mutex); });
    cleaner.join();
    other.join();
#else
    other.join();
    EXPECT_EQ(pthread_mutex_destroy(&mutex), 0);
#endif
    EXPECT_EQ(count, 1);
}
