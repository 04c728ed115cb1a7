// Coherence of two writes: the second store of a thread is the later one.
// Allowed: r1=0 x=2 | r1=1 x=2 | r1=2 x=2
// Forbidden: r1=0 x=1 | r1=1 x=1 | r1=2 x=1
#include <racecourse/litmus.h>

LITMUS(CoherenceWriteWrite) {
    std::atomic<int> x{0};
    int r1 = -1;
    racecourse::litmus::threads(
        [&] {
            x.store(1, std::memory_order_relaxed);
            x.store(2, std::memory_order_relaxed);
        },
        [&] { r1 = x.load(std::memory_order_relaxed); });
    racecourse::litmus::outcome("r1={} x={}", r1, x.load());
}
