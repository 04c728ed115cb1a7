// Independent reads of independent writes: two readers may disagree about the order of two stores.
// A seq_cst fence between the loads of both readers: they agree.
// Allowed: r1=0 r2=0 r3=0 r4=0 | r1=0 r2=0 r3=0 r4=1 | r1=0 r2=0 r3=1 r4=0 | r1=0 r2=0 r3=1 r4=1 | r1=0 r2=1 r3=0 r4=0 | r1=0 r2=1 r3=0 r4=1 | r1=0 r2=1 r3=1 r4=0 | r1=0 r2=1 r3=1 r4=1 | r1=1 r2=0 r3=0 r4=0 | r1=1 r2=0 r3=0 r4=1 | r1=1 r2=0 r3=1 r4=1 | r1=1 r2=1 r3=0 r4=0 | r1=1 r2=1 r3=0 r4=1 | r1=1 r2=1 r3=1 r4=0 | r1=1 r2=1 r3=1 r4=1
// Forbidden: r1=1 r2=0 r3=1 r4=0
#include <racecourse/litmus.h>

LITMUS(IriwFencesSeqCst) {
    std::atomic<int> x{0}, y{0};
    int r1 = -1, r2 = -1, r3 = -1, r4 = -1;
    racecourse::litmus::threads([&] { x.store(1, std::memory_order_relaxed); },
                                [&] { y.store(1, std::memory_order_relaxed); },
                                [&] {
                                    r1 = x.load(std::memory_order_relaxed);
                                    std::atomic_thread_fence(std::memory_order_seq_cst);
                                    r2 = y.load(std::memory_order_relaxed);
                                },
                                [&] {
                                    r3 = y.load(std::memory_order_relaxed);
                                    std::atomic_thread_fence(std::memory_order_seq_cst);
                                    r4 = x.load(std::memory_order_relaxed);
                                });
    racecourse::litmus::outcome("r1={} r2={} r3={} r4={}", r1, r2, r3, r4);
}
