// Two threads store to two variables in opposite order; what remains at the end?
// acq_rel exchanges forbid it: the second to exchange a variable acquires from the first.
// Allowed: x=1 y=2 | x=2 y=1 | x=2 y=2
// Forbidden: x=1 y=1
#include <racecourse/litmus.h>

LITMUS(TwoPlusTwoWritesExchange) {
    std::atomic<int> x{0}, y{0};
    racecourse::litmus::threads(
        [&] {
            x.exchange(1, std::memory_order_acq_rel);
            y.exchange(2, std::memory_order_acq_rel);
        },
        [&] {
            y.exchange(1, std::memory_order_acq_rel);
            x.exchange(2, std::memory_order_acq_rel);
        });
    racecourse::litmus::outcome("x={} y={}", x.load(), y.load());
}
