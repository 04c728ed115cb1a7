// Load buffering: each thread reads one variable, then stores to the other.
// Release and acquire forbid it.
// Allowed: r1=0 r2=0 | r1=0 r2=1 | r1=1 r2=0
// Forbidden: r1=1 r2=1
#include <racecourse/litmus.h>

LITMUS(LoadBufferingReleaseAcquire) {
    std::atomic<int> x{0}, y{0};
    int r1 = -1, r2 = -1;
    racecourse::litmus::threads(
        [&] {
            r1 = x.load(std::memory_order_acquire);
            y.store(1, std::memory_order_release);
        },
        [&] {
            r2 = y.load(std::memory_order_acquire);
            x.store(1, std::memory_order_release);
        });
    racecourse::litmus::outcome("r1={} r2={}", r1, r2);
}
