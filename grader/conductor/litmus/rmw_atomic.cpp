// Two relaxed fetch_adds: each sees a different value, none is lost.
// Allowed: r1=0 r2=1 x=2 | r1=1 r2=0 x=2
// Forbidden: r1=0 r2=0 x=2 | r1=1 r2=1 x=2
#include <racecourse/litmus.h>

LITMUS(RmwAtomic) {
    std::atomic<int> x{0};
    int r1 = -1, r2 = -1;
    racecourse::litmus::threads([&] { r1 = x.fetch_add(1, std::memory_order_relaxed); },
                                [&] { r2 = x.fetch_add(1, std::memory_order_relaxed); });
    racecourse::litmus::outcome("r1={} r2={} x={}", r1, r2, x.load());
}
