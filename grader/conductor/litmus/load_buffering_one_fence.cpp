// Load buffering: each thread reads one variable, then stores to the other.
// A seq_cst fence in one thread only: C++ still allows it.
// Allowed: r1=0 r2=0 | r1=0 r2=1 | r1=1 r2=0
// Forbidden:
// Not shown: r1=1 r2=1
#include <racecourse/litmus.h>

LITMUS(LoadBufferingOneFence) {
    std::atomic<int> x{0}, y{0};
    int r1 = -1, r2 = -1;
    racecourse::litmus::threads(
        [&] {
            r1 = x.load(std::memory_order_relaxed);
            std::atomic_thread_fence(std::memory_order_seq_cst);
            y.store(1, std::memory_order_relaxed);
        },
        [&] {
            r2 = y.load(std::memory_order_relaxed);
            x.store(1, std::memory_order_relaxed);
        });
    racecourse::litmus::outcome("r1={} r2={}", r1, r2);
}
