// Coherence of two reads, stores by two threads: reads agree with the final order.
// Allowed: r1=0 r2=0 x=1 | r1=0 r2=0 x=2 | r1=0 r2=1 x=1 | r1=0 r2=1 x=2 | r1=0 r2=2 x=1 | r1=0 r2=2 x=2 | r1=1 r2=1 x=1 | r1=1 r2=1 x=2 | r1=1 r2=2 x=2 | r1=2 r2=1 x=1 | r1=2 r2=2 x=1 | r1=2 r2=2 x=2
// Forbidden: r1=1 r2=0 x=1 | r1=1 r2=0 x=2 | r1=1 r2=2 x=1 | r1=2 r2=0 x=1 | r1=2 r2=0 x=2 | r1=2 r2=1 x=2
#include <racecourse/litmus.h>

LITMUS(CoherenceReadReadTwoWriters) {
    std::atomic<int> x{0};
    int r1 = -1, r2 = -1;
    racecourse::litmus::threads([&] { x.store(1, std::memory_order_relaxed); },
                                [&] { x.store(2, std::memory_order_relaxed); },
                                [&] {
                                    r1 = x.load(std::memory_order_relaxed);
                                    r2 = x.load(std::memory_order_relaxed);
                                });
    racecourse::litmus::outcome("r1={} r2={} x={}", r1, r2, x.load());
}
