// Store buffering: each thread stores to its own variable, then reads the other's.
// The reads are acq_rel read-modify-writes, the stores relaxed: C++ still allows both to read 0.
// Allowed: r1=0 r2=1 | r1=1 r2=0 | r1=1 r2=1
// Forbidden:
// Not shown: r1=0 r2=0
#include <racecourse/litmus.h>

LITMUS(StoreBufferingRmwLoads) {
    std::atomic<int> x{0}, y{0};
    int r1 = -1, r2 = -1;
    racecourse::litmus::threads(
        [&] {
            x.store(1, std::memory_order_relaxed);
            r1 = y.fetch_add(0, std::memory_order_acq_rel);
        },
        [&] {
            y.store(1, std::memory_order_relaxed);
            r2 = x.fetch_add(0, std::memory_order_acq_rel);
        });
    racecourse::litmus::outcome("r1={} r2={}", r1, r2);
}
