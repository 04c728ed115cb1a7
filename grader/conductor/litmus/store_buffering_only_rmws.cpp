// Store buffering: each thread stores to its own variable, then reads the other's.
// All four are acq_rel read-modify-writes, which read the last value: no seq_cst is needed.
// Allowed: r1=0 r2=1 | r1=1 r2=0 | r1=1 r2=1
// Forbidden: r1=0 r2=0
#include <racecourse/litmus.h>

LITMUS(StoreBufferingOnlyRmws) {
    std::atomic<int> x{0}, y{0};
    int r1 = -1, r2 = -1;
    racecourse::litmus::threads(
        [&] {
            x.exchange(1, std::memory_order_acq_rel);
            r1 = y.fetch_add(0, std::memory_order_acq_rel);
        },
        [&] {
            y.exchange(1, std::memory_order_acq_rel);
            r2 = x.fetch_add(0, std::memory_order_acq_rel);
        });
    racecourse::litmus::outcome("r1={} r2={}", r1, r2);
}
