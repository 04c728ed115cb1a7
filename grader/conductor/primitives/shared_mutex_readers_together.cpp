// Two readers are inside at once and wait for each other; the mistake: they lock exclusively.
// Finds: deadlock
#include <racecourse/kit.h>

#include <shared_mutex>

TEST(Schedules, SharedMutexReadersTogether) {
    std::shared_mutex mutex;
    std::latch inside(2);
    const auto read = [&] {
#ifdef FAULTY
        const std::unique_lock lock(mutex);
#else
        const std::shared_lock lock(mutex);
#endif
        inside.arrive_and_wait();
    };
    std::thread other(read);
    read();
    other.join();
}
