// A stop is requested with no lock held; the mistake: the requester holds the lock that the
// callback takes.
// Finds: deadlock
#include <racecourse/kit.h>

#include <stop_token>

TEST(Schedules, StopCallbackDeadlock) {
    std::mutex mutex;
    int stops = 0;
    std::stop_source source;
    std::thread worker([&] {
        const std::stop_callback note(source.get_token(), [&] {
            const std::lock_guard lock(mutex);
            ++stops;
        });
        const std::lock_guard lock(mutex);
        stops += 0;
    });
    {
#ifdef FAULTY
        const std::lock_guard lock(mutex);
#endif
        source.request_stop();
    }
    worker.join();
    EXPECT_LE(stops, 1);
}
