// Two relaxed compare_exchange_strong from 0: exactly one succeeds, the other finds its value.
// r1 and r2 are what they found; x is what remains.
// Allowed: r1=0 r2=1 x=1 | r1=2 r2=0 x=2
// Forbidden: r1=0 r2=0 x=1 | r1=0 r2=0 x=2 | r1=0 r2=1 x=2 | r1=2 r2=0 x=1 | r1=2 r2=1 x=1 | r1=2 r2=1 x=2
#include <racecourse/litmus.h>

LITMUS(CompareExchangeOneWinner) {
    std::atomic<int> x{0};
    int r1 = 0, r2 = 0;
    racecourse::litmus::threads(
        [&] { x.compare_exchange_strong(r1, 1, std::memory_order_relaxed); },
        [&] { x.compare_exchange_strong(r2, 2, std::memory_order_relaxed); });
    racecourse::litmus::outcome("r1={} r2={} x={}", r1, r2, x.load());
}
