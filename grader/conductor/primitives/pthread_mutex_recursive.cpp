// A mutex of the recursive kind is locked twice by its owner; the mistake: one of the normal kind
// is.
// Finds: deadlock
#include <racecourse/kit.h>

#include <pthread.h>

TEST(Schedules, PthreadMutexRecursive) {
    pthread_mutexattr_t kind;
    pthread_mutexattr_init(&kind);
#ifdef FAULTY
    pthread_mutexattr_settype(&kind, PTHREAD_MUTEX_NORMAL);
#else
    pthread_mutexattr_settype(&kind, PTHREAD_MUTEX_RECURSIVE);
#endif
    pthread_mutex_t mutex;
    ASSERT_EQ(pthread_mutex_init(&mutex, &kind), 0);
    pthread_mutexattr_destroy(&kind);
    int count = 0;
    const auto add = [&] {
        pthread_mutex_lock(&mutex);
        pthread_mutex_lock(&mutex);
        ++count;
        pthread_mutex_unlock(&mutex);
        pthread_mutex_unlock(&mutex);
    };
    std::thread other(add);
    add();
    other.join();
    EXPECT_EQ(count, 2);
    EXPECT_EQ(pthread_mutex_destroy(&mutex), 0);
}
