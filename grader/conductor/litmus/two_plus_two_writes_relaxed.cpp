// Two threads store to two variables in opposite order; what remains at the end?
// Relaxed: C++ allows both first stores to remain.
// Allowed: x=1 y=2 | x=2 y=1 | x=2 y=2
// Forbidden:
// Not shown: x=1 y=1
#include <racecourse/litmus.h>

LITMUS(TwoPlusTwoWritesRelaxed) {
    std::atomic<int> x{0}, y{0};
    racecourse::litmus::threads(
        [&] {
            x.store(1, std::memory_order_relaxed);
            y.store(2, std::memory_order_relaxed);
        },
        [&] {
            y.store(1, std::memory_order_relaxed);
            x.store(2, std::memory_order_relaxed);
        });
    racecourse::litmus::outcome("x={} y={}", x.load(), y.load());
}
