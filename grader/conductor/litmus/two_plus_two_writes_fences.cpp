// Two threads store to two variables in opposite order; what remains at the end?
// seq_cst fences forbid it, too.
// Allowed: x=1 y=2 | x=2 y=1 | x=2 y=2
// Forbidden: x=1 y=1
#include <racecourse/litmus.h>

LITMUS(TwoPlusTwoWritesFences) {
    std::atomic<int> x{0}, y{0};
    racecourse::litmus::threads(
        [&] {
            x.store(1, std::memory_order_relaxed);
            std::atomic_thread_fence(std::memory_order_seq_cst);
            y.store(2, std::memory_order_relaxed);
        },
        [&] {
            y.store(1, std::memory_order_relaxed);
            std::atomic_thread_fence(std::memory_order_seq_cst);
            x.store(2, std::memory_order_relaxed);
        });
    racecourse::litmus::outcome("x={} y={}", x.load(), y.load());
}
