// A thread that ends by pthread_exit runs the destructors of its frame; the mistake: it locked by
// hand, and nobody unlocks.
// Finds: deadlock
#include <racecourse/kit.h>

#include <pthread.h>

namespace {
std::mutex mutex;
int count = 0;

void* work(void*) {
#ifdef FAULTY
    mutex.lock();
#else
    const std::lock_guard lock(mutex);
#endif
    ++count;
    pthread_exit(nullptr);
}
}  // namespace

TEST(Schedules, PthreadExit) {
    pthread_t thread;
    ASSERT_EQ(pthread_create(&thread, nullptr, work, nullptr), 0);
    {
        const std::lock_guard lock(mutex);
        ++count;
    }
    pthread_join(thread, nullptr);
    const std::lock_guard lock(mutex);
    EXPECT_EQ(count, 2);
}
