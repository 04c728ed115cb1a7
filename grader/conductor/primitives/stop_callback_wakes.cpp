// A stop_callback takes the lock and notifies, so a waiter cannot miss it; the mistake: it notifies
// without the lock, between the waiter's look at the token and its sleep.
// Finds: lost_wakeup or deadlock
#include <racecourse/kit.h>

#include <stop_token>

TEST(Schedules, StopCallbackWakes) {
    std::mutex mutex;
    std::condition_variable changed;
    std::jthread worker([&](const std::stop_token& token) {
        const std::stop_callback wake(token, [&] {
#ifndef FAULTY
            { const std::lock_guard lock(mutex); }
#endif
            changed.notify_all();
        });
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return token.stop_requested(); });
    });
    worker.request_stop();
}
