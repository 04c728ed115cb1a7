// Shape R: one thread stores x and y, the other overwrites y and reads x.
// y is changed by acq_rel exchanges: the later one acquires from the earlier.
// Allowed: r1=0 y=1 | r1=1 y=1 | r1=1 y=2
// Forbidden: r1=0 y=2
#include <racecourse/litmus.h>

LITMUS(ShapeRExchange) {
    std::atomic<int> x{0}, y{0};
    int r1 = -1;
    racecourse::litmus::threads(
        [&] {
            x.store(1, std::memory_order_relaxed);
            y.exchange(1, std::memory_order_acq_rel);
        },
        [&] {
            y.exchange(2, std::memory_order_acq_rel);
            r1 = x.load(std::memory_order_relaxed);
        });
    racecourse::litmus::outcome("r1={} y={}", r1, y.load());
}
