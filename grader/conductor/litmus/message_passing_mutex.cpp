// Message passing by a mutex: data and flag are plain variables, both under the lock.
// Quiz: chapter03: r1=1 r2=0
// Allowed: r1=0 r2=0 | r1=1 r2=1
// Forbidden: r1=0 r2=1 | r1=1 r2=0
#include <racecourse/litmus.h>

LITMUS(MessagePassingMutex) {
    std::mutex mutex;
    int x = 0, f = 0;
    int r1 = -1, r2 = -1;
    racecourse::litmus::threads(
        [&] {
            const std::lock_guard lock(mutex);
            x = 1;
            f = 1;
        },
        [&] {
            const std::lock_guard lock(mutex);
            r1 = f;
            r2 = x;
        });
    racecourse::litmus::outcome("r1={} r2={}", r1, r2);
}
