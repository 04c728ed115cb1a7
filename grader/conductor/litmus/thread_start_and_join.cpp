// The start of a thread publishes what came before, its join what it did: relaxed is enough.
// Allowed: r1=1 r2=2
// Forbidden: r1=0 r2=0 | r1=0 r2=1 | r1=0 r2=2 | r1=1 r2=0 | r1=1 r2=1 | r1=2 r2=0 | r1=2 r2=1 | r1=2 r2=2
#include <racecourse/litmus.h>

LITMUS(ThreadStartAndJoin) {
    std::atomic<int> x{0};
    int r1 = -1;
    x.store(1, std::memory_order_relaxed);
    racecourse::litmus::threads([&] {
        r1 = x.load(std::memory_order_relaxed);
        x.store(2, std::memory_order_relaxed);
    });
    const int r2 = x.load(std::memory_order_relaxed);
    racecourse::litmus::outcome("r1={} r2={}", r1, r2);
}
