// Three relaxed fetch_adds: the values read are a permutation.
// Allowed: r1=0 r2=1 r3=2 | r1=0 r2=2 r3=1 | r1=1 r2=0 r3=2 | r1=1 r2=2 r3=0 | r1=2 r2=0 r3=1 | r1=2 r2=1 r3=0
// Forbidden: r1=0 r2=0 r3=0 | r1=0 r2=0 r3=1 | r1=0 r2=0 r3=2 | r1=0 r2=1 r3=0 | r1=0 r2=1 r3=1 | r1=0 r2=2 r3=0 | r1=0 r2=2 r3=2 | r1=1 r2=0 r3=0 | r1=1 r2=0 r3=1 | r1=1 r2=1 r3=0 | r1=1 r2=1 r3=1 | r1=1 r2=1 r3=2 | r1=1 r2=2 r3=1 | r1=1 r2=2 r3=2 | r1=2 r2=0 r3=0 | r1=2 r2=0 r3=2 | r1=2 r2=1 r3=1 | r1=2 r2=1 r3=2 | r1=2 r2=2 r3=0 | r1=2 r2=2 r3=1 | r1=2 r2=2 r3=2
#include <racecourse/litmus.h>

LITMUS(RmwThreeThreads) {
    std::atomic<int> x{0};
    int r1 = -1, r2 = -1, r3 = -1;
    racecourse::litmus::threads([&] { r1 = x.fetch_add(1, std::memory_order_relaxed); },
                                [&] { r2 = x.fetch_add(1, std::memory_order_relaxed); },
                                [&] { r3 = x.fetch_add(1, std::memory_order_relaxed); });
    racecourse::litmus::outcome("r1={} r2={} r3={}", r1, r2, r3);
}
