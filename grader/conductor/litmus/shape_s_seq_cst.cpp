// Shape S: one thread stores x and y, the other reads y and overwrites x.
// seq_cst forbids it.
// Allowed: r1=0 x=1 | r1=0 x=2 | r1=1 x=1
// Forbidden: r1=1 x=2
#include <racecourse/litmus.h>

LITMUS(ShapeSSeqCst) {
    std::atomic<int> x{0}, y{0};
    int r1 = -1;
    racecourse::litmus::threads(
        [&] {
            x.store(2, std::memory_order_seq_cst);
            y.store(1, std::memory_order_seq_cst);
        },
        [&] {
            r1 = y.load(std::memory_order_seq_cst);
            x.store(1, std::memory_order_seq_cst);
        });
    racecourse::litmus::outcome("r1={} x={}", r1, x.load());
}
