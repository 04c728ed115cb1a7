// Message passing by a mutex around the flag only: the data is relaxed, the lock publishes it.
// Allowed: r1=0 r2=0 | r1=0 r2=1 | r1=1 r2=1
// Forbidden: r1=1 r2=0
#include <racecourse/litmus.h>

LITMUS(MessagePassingMutexFlag) {
    std::mutex mutex;
    std::atomic<int> x{0};
    int f = 0;
    int r1 = -1, r2 = -1;
    racecourse::litmus::threads(
        [&] {
            x.store(1, std::memory_order_relaxed);
            const std::lock_guard lock(mutex);
            f = 1;
        },
        [&] {
            {
                const std::lock_guard lock(mutex);
                r1 = f;
            }
            r2 = x.load(std::memory_order_relaxed);
        });
    racecourse::litmus::outcome("r1={} r2={}", r1, r2);
}
