// Store buffering in a ring of three threads, relaxed.
// Allowed: r1=0 r2=0 r3=0 | r1=0 r2=0 r3=1 | r1=0 r2=1 r3=0 | r1=0 r2=1 r3=1 | r1=1 r2=0 r3=0 | r1=1 r2=0 r3=1 | r1=1 r2=1 r3=0 | r1=1 r2=1 r3=1
// Forbidden:
#include <racecourse/litmus.h>

LITMUS(StoreBufferingThreeRelaxed) {
    std::atomic<int> x{0}, y{0}, z{0};
    int r1 = -1, r2 = -1, r3 = -1;
    racecourse::litmus::threads(
        [&] {
            x.store(1, std::memory_order_relaxed);
            r1 = y.load(std::memory_order_relaxed);
        },
        [&] {
            y.store(1, std::memory_order_relaxed);
            r2 = z.load(std::memory_order_relaxed);
        },
        [&] {
            z.store(1, std::memory_order_relaxed);
            r3 = x.load(std::memory_order_relaxed);
        });
    racecourse::litmus::outcome("r1={} r2={} r3={}", r1, r2, r3);
}
