// Coherence of a read and a write: a thread's store comes after what it has read.
// Allowed: r1=0 x=1 | r1=0 x=2 | r1=2 x=1
// Forbidden: r1=1 x=1 | r1=1 x=2 | r1=2 x=2
#include <racecourse/litmus.h>

LITMUS(CoherenceReadWrite) {
    std::atomic<int> x{0};
    int r1 = -1;
    racecourse::litmus::threads(
        [&] {
            r1 = x.load(std::memory_order_relaxed);
            x.store(1, std::memory_order_relaxed);
        },
        [&] { x.store(2, std::memory_order_relaxed); });
    racecourse::litmus::outcome("r1={} x={}", r1, x.load());
}
