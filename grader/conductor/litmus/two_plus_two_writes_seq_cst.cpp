// Two threads store to two variables in opposite order; what remains at the end?
// seq_cst forbids that both first stores remain.
// Allowed: x=1 y=2 | x=2 y=1 | x=2 y=2
// Forbidden: x=1 y=1
#include <racecourse/litmus.h>

LITMUS(TwoPlusTwoWritesSeqCst) {
    std::atomic<int> x{0}, y{0};
    racecourse::litmus::threads(
        [&] {
            x.store(1, std::memory_order_seq_cst);
            y.store(2, std::memory_order_seq_cst);
        },
        [&] {
            y.store(1, std::memory_order_seq_cst);
            x.store(2, std::memory_order_seq_cst);
        });
    racecourse::litmus::outcome("x={} y={}", x.load(), y.load());
}
