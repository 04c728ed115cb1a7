// Write-to-read causality: a second thread reads x and sets y, a third reads y and x.
// y is set relaxed: the chain is broken.
// Allowed: r1=0 r2=0 r3=0 | r1=0 r2=0 r3=1 | r1=0 r2=1 r3=0 | r1=0 r2=1 r3=1 | r1=1 r2=0 r3=0 | r1=1 r2=0 r3=1 | r1=1 r2=1 r3=0 | r1=1 r2=1 r3=1
// Forbidden:
#include <racecourse/litmus.h>

LITMUS(WriteToReadCausalityRelaxedMiddle) {
    std::atomic<int> x{0}, y{0};
    int r1 = -1, r2 = -1, r3 = -1;
    racecourse::litmus::threads([&] { x.store(1, std::memory_order_release); },
                                [&] {
                                    r1 = x.load(std::memory_order_acquire);
                                    y.store(1, std::memory_order_relaxed);
                                },
                                [&] {
                                    r2 = y.load(std::memory_order_acquire);
                                    r3 = x.load(std::memory_order_acquire);
                                });
    racecourse::litmus::outcome("r1={} r2={} r3={}", r1, r2, r3);
}
