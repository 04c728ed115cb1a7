// A stop_callback runs in the thread that requests the stop, so it locks what it shares; the
// mistake: it takes itself to be in its own thread.
// Finds: race
#include <racecourse/kit.h>

#include <stop_token>

TEST(Schedules, StopCallback) {
    std::mutex mutex;
    int steps = 0;
    std::jthread worker([&](const std::stop_token& token) {
        const std::stop_callback note(token, [&] {
#ifndef FAULTY
            const std::lock_guard lock(mutex);
#endif
            ++steps;
        });
        const std::lock_guard lock(mutex);
        ++steps;
    });
    worker.request_stop();
    worker.join();
    EXPECT_GE(steps, 1);
}
