// A thread created detached by its attributes; the mistake: it is not awaited.
// Finds: still_running
#include <racecourse/kit.h>

#include <pthread.h>

namespace {
std::atomic<int> finished{0};

void* work(void*) {
    finished.store(1);
    finished.notify_one();
    return nullptr;
}
}  // namespace

TEST(Schedules, PthreadAttributes) {
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_t thread;
    ASSERT_EQ(pthread_create(&thread, &attributes, work, nullptr), 0);
    pthread_attr_destroy(&attributes);
#ifndef FAULTY
    finished.wait(0);
    EXPECT_EQ(finished.load(), 1);
#endif
}
