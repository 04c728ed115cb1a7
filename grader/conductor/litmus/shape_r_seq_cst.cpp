// Shape R: one thread stores x and y, the other overwrites y and reads x.
// seq_cst: the later store of y shows that x is seen.
// Allowed: r1=0 y=1 | r1=1 y=1 | r1=1 y=2
// Forbidden: r1=0 y=2
#include <racecourse/litmus.h>

LITMUS(ShapeRSeqCst) {
    std::atomic<int> x{0}, y{0};
    int r1 = -1;
    racecourse::litmus::threads(
        [&] {
            x.store(1, std::memory_order_seq_cst);
            y.store(1, std::memory_order_seq_cst);
        },
        [&] {
            y.store(2, std::memory_order_seq_cst);
            r1 = x.load(std::memory_order_seq_cst);
        });
    racecourse::litmus::outcome("r1={} y={}", r1, y.load());
}
