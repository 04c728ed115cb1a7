// Removing a stop callback waits until it has run, and here it needs the lock that the remover
// holds.
// Finds: deadlock or lost_wakeup
#include <racecourse/kit.h>

#include <stop_token>

TEST(Schedules, Program) {
    std::stop_source source;
    std::mutex mutex;
    int stops = 0;
    int rounds = 0;
    std::thread worker([&] {
        const auto note_stop = [&] {
            std::lock_guard lock(mutex);
            ++stops;
        };
#ifdef FAULTY
        std::lock_guard lock(mutex);
        const std::stop_callback callback(source.get_token(), note_stop);
#else
        const std::stop_callback callback(source.get_token(), note_stop);
        std::lock_guard lock(mutex);
#endif
        ++rounds;
    });
    source.request_stop();
    worker.join();
    EXPECT_LE(stops, 1);
    EXPECT_EQ(rounds, 1);
}
