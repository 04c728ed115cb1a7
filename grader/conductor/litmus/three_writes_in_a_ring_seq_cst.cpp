// Three threads, each stores to two of three variables in a ring; seq_cst forbids that every
// first store remains.
// Allowed: x=1 y=1 z=2 | x=1 y=2 z=1 | x=1 y=2 z=2 | x=2 y=1 z=1 | x=2 y=1 z=2 | x=2 y=2 z=1 | x=2 y=2 z=2
// Forbidden: x=1 y=1 z=1
#include <racecourse/litmus.h>

LITMUS(ThreeWritesInARingSeqCst) {
    std::atomic<int> x{0}, y{0}, z{0};
    racecourse::litmus::threads(
        [&] {
            x.store(1, std::memory_order_seq_cst);
            y.store(2, std::memory_order_seq_cst);
        },
        [&] {
            y.store(1, std::memory_order_seq_cst);
            z.store(2, std::memory_order_seq_cst);
        },
        [&] {
            z.store(1, std::memory_order_seq_cst);
            x.store(2, std::memory_order_seq_cst);
        });
    racecourse::litmus::outcome("x={} y={} z={}", x.load(), y.load(), z.load());
}
