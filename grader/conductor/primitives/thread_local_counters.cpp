// Each thread counts in its own thread_local, and its destructor adds it up under a mutex; the
// mistake: without the mutex.
// Finds: race
#include <racecourse/kit.h>

namespace {
std::mutex mutex;
int total = 0;

struct Counter {
    int count = 0;
    ~Counter() {
#ifndef FAULTY
        const std::lock_guard lock(mutex);
#endif
        total += count;
    }
};

thread_local Counter counter;
}  // namespace

TEST(Schedules, ThreadLocalCounters) {
    std::thread first([] { ++counter.count; });
    std::thread second([] { counter.count += 2; });
    first.join();
    second.join();
    const std::lock_guard lock(mutex);
    EXPECT_EQ(total, 3);
}
