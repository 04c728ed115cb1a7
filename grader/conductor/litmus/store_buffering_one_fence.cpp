// Store buffering: each thread stores to its own variable, then reads the other's.
// A seq_cst fence in one of the two threads is not enough.
// Allowed: r1=0 r2=0 | r1=0 r2=1 | r1=1 r2=0 | r1=1 r2=1
// Forbidden:
#include <racecourse/litmus.h>

LITMUS(StoreBufferingOneFence) {
    std::atomic<int> x{0}, y{0};
    int r1 = -1, r2 = -1;
    racecourse::litmus::threads(
        [&] {
            x.store(1, std::memory_order_relaxed);
            std::atomic_thread_fence(std::memory_order_seq_cst);
            r1 = y.load(std::memory_order_relaxed);
        },
        [&] {
            y.store(1, std::memory_order_relaxed);
            r2 = x.load(std::memory_order_relaxed);
        });
    racecourse::litmus::outcome("r1={} r2={}", r1, r2);
}
