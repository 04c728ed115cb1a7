// Shape S: one thread stores x and y, the other reads y and overwrites x.
// Release and acquire forbid that the overwriting store ends up first.
// Allowed: r1=0 x=1 | r1=0 x=2 | r1=1 x=1
// Forbidden: r1=1 x=2
#include <racecourse/litmus.h>

LITMUS(ShapeSReleaseAcquire) {
    std::atomic<int> x{0}, y{0};
    int r1 = -1;
    racecourse::litmus::threads(
        [&] {
            x.store(2, std::memory_order_relaxed);
            y.store(1, std::memory_order_release);
        },
        [&] {
            r1 = y.load(std::memory_order_acquire);
            x.store(1, std::memory_order_relaxed);
        });
    racecourse::litmus::outcome("r1={} x={}", r1, x.load());
}
