// Shape R: one thread stores x and y, the other overwrites y and reads x.
// seq_cst but for an acquire load.
// Allowed: r1=0 y=1 | r1=0 y=2 | r1=1 y=1 | r1=1 y=2
// Forbidden:
#include <racecourse/litmus.h>

LITMUS(ShapeRSeqCstAcquireLoad) {
    std::atomic<int> x{0}, y{0};
    int r1 = -1;
    racecourse::litmus::threads(
        [&] {
            x.store(1, std::memory_order_seq_cst);
            y.store(1, std::memory_order_seq_cst);
        },
        [&] {
            y.store(2, std::memory_order_seq_cst);
            r1 = x.load(std::memory_order_acquire);
        });
    racecourse::litmus::outcome("r1={} y={}", r1, y.load());
}
