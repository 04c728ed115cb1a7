// A key's destructor runs at the end of each thread that set a value, under a mutex; the mistake:
// without it.
// Finds: race
#include <racecourse/kit.h>

#include <pthread.h>

namespace {
std::mutex mutex;
int total = 0;
pthread_key_t key;

void add_up(void* value) {
#ifndef FAULTY
    const std::lock_guard lock(mutex);
#endif
    total += *static_cast<int*>(value);
    delete static_cast<int*>(value);
}
}  // namespace

TEST(Schedules, PthreadKeyDestructor) {
    ASSERT_EQ(pthread_key_create(&key, add_up), 0);
    const auto work = [](int value) {
        EXPECT_EQ(pthread_getspecific(key), nullptr);
        EXPECT_EQ(pthread_setspecific(key, new int(value)), 0);
        EXPECT_EQ(*static_cast<int*>(pthread_getspecific(key)), value);
    };
    std::thread first(work, 1);
    std::thread second(work, 2);
    first.join();
    second.join();
    const std::lock_guard lock(mutex);
    EXPECT_EQ(total, 3);
    pthread_key_delete(key);
}
