// What is waited for changes under the mutex; the mistake: it is an atomic, set without the mutex,
// between the waiter's look and its sleep.
// Finds: lost_wakeup or deadlock
#include <racecourse/kit.h>

TEST(Schedules, ConditionVariableAtomicFlag) {
    std::mutex mutex;
    std::condition_variable changed;
    std::atomic<bool> ready{false};
    std::thread waiter([&] {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return ready.load(); });
    });
    {
#ifndef FAULTY
        const std::lock_guard lock(mutex);
#endif
        ready.store(true);
    }
    changed.notify_one();
    waiter.join();
}
