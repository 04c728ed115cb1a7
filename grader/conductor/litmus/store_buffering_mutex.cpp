// Store buffering with a lock around each thread's two operations: one thread comes second.
// Allowed: r1=0 r2=1 | r1=1 r2=0
// Forbidden: r1=0 r2=0 | r1=1 r2=1
#include <racecourse/litmus.h>

LITMUS(StoreBufferingMutex) {
    std::mutex mutex;
    int x = 0, y = 0;
    int r1 = -1, r2 = -1;
    racecourse::litmus::threads(
        [&] {
            const std::lock_guard lock(mutex);
            x = 1;
            r1 = y;
        },
        [&] {
            const std::lock_guard lock(mutex);
            y = 1;
            r2 = x;
        });
    racecourse::litmus::outcome("r1={} r2={}", r1, r2);
}
