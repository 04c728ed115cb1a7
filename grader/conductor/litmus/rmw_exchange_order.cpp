// Two relaxed exchanges: exactly one reads the first value.
// Allowed: r1=0 r2=1 x=2 | r1=2 r2=0 x=1
// Forbidden: r1=0 r2=0 x=1 | r1=0 r2=0 x=2 | r1=0 r2=1 x=1 | r1=2 r2=0 x=2 | r1=2 r2=1 x=1 | r1=2 r2=1 x=2
#include <racecourse/litmus.h>

LITMUS(RmwExchangeOrder) {
    std::atomic<int> x{0};
    int r1 = -1, r2 = -1;
    racecourse::litmus::threads([&] { r1 = x.exchange(1, std::memory_order_relaxed); },
                                [&] { r2 = x.exchange(2, std::memory_order_relaxed); });
    racecourse::litmus::outcome("r1={} r2={} x={}", r1, r2, x.load());
}
