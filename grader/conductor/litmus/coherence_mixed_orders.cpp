// Coherence holds between operations of different orders, too.
// Allowed: r1=0 r2=0 | r1=0 r2=1 | r1=0 r2=2 | r1=1 r2=1 | r1=1 r2=2 | r1=2 r2=2
// Forbidden: r1=1 r2=0 | r1=2 r2=0 | r1=2 r2=1
#include <racecourse/litmus.h>

LITMUS(CoherenceMixedOrders) {
    std::atomic<int> x{0};
    int r1 = -1, r2 = -1;
    racecourse::litmus::threads(
        [&] {
            x.store(1, std::memory_order_seq_cst);
            x.store(2, std::memory_order_relaxed);
        },
        [&] {
            r1 = x.load(std::memory_order_relaxed);
            r2 = x.load(std::memory_order_seq_cst);
        });
    racecourse::litmus::outcome("r1={} r2={}", r1, r2);
}
