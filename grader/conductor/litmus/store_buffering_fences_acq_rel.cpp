// Store buffering: each thread stores to its own variable, then reads the other's.
// A fence that is only acquire and release does not order a store before a load.
// Allowed: r1=0 r2=0 | r1=0 r2=1 | r1=1 r2=0 | r1=1 r2=1
// Forbidden:
#include <racecourse/litmus.h>

LITMUS(StoreBufferingFencesAcqRel) {
    std::atomic<int> x{0}, y{0};
    int r1 = -1, r2 = -1;
    racecourse::litmus::threads(
        [&] {
            x.store(1, std::memory_order_relaxed);
            std::atomic_thread_fence(std::memory_order_acq_rel);
            r1 = y.load(std::memory_order_relaxed);
        },
        [&] {
            y.store(1, std::memory_order_relaxed);
            std::atomic_thread_fence(std::memory_order_acq_rel);
            r2 = x.load(std::memory_order_relaxed);
        });
    racecourse::litmus::outcome("r1={} r2={}", r1, r2);
}
