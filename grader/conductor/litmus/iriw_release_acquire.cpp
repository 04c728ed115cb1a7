// Independent reads of independent writes: two readers may disagree about the order of two stores.
// Release and acquire: they may disagree.
// Allowed: r1=0 r2=0 r3=0 r4=0 | r1=0 r2=0 r3=0 r4=1 | r1=0 r2=0 r3=1 r4=0 | r1=0 r2=0 r3=1 r4=1 | r1=0 r2=1 r3=0 r4=0 | r1=0 r2=1 r3=0 r4=1 | r1=0 r2=1 r3=1 r4=0 | r1=0 r2=1 r3=1 r4=1 | r1=1 r2=0 r3=0 r4=0 | r1=1 r2=0 r3=0 r4=1 | r1=1 r2=0 r3=1 r4=0 | r1=1 r2=0 r3=1 r4=1 | r1=1 r2=1 r3=0 r4=0 | r1=1 r2=1 r3=0 r4=1 | r1=1 r2=1 r3=1 r4=0 | r1=1 r2=1 r3=1 r4=1
// Forbidden:
#include <racecourse/litmus.h>

LITMUS(IriwReleaseAcquire) {
    std::atomic<int> x{0}, y{0};
    int r1 = -1, r2 = -1, r3 = -1, r4 = -1;
    racecourse::litmus::threads([&] { x.store(1, std::memory_order_release); },
                                [&] { y.store(1, std::memory_order_release); },
                                [&] {
                                    r1 = x.load(std::memory_order_acquire);
                                    r2 = y.load(std::memory_order_acquire);
                                },
                                [&] {
                                    r3 = y.load(std::memory_order_acquire);
                                    r4 = x.load(std::memory_order_acquire);
                                });
    racecourse::litmus::outcome("r1={} r2={} r3={} r4={}", r1, r2, r3, r4);
}
