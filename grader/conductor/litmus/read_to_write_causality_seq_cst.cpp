// Read-to-write causality: one thread reads x then y, another sets y then reads x.
// seq_cst: the three agree on one order.
// Allowed: r1=0 r2=0 r3=0 | r1=0 r2=0 r3=1 | r1=0 r2=1 r3=0 | r1=0 r2=1 r3=1 | r1=1 r2=0 r3=1 | r1=1 r2=1 r3=0 | r1=1 r2=1 r3=1
// Forbidden: r1=1 r2=0 r3=0
#include <racecourse/litmus.h>

LITMUS(ReadToWriteCausalitySeqCst) {
    std::atomic<int> x{0}, y{0};
    int r1 = -1, r2 = -1, r3 = -1;
    racecourse::litmus::threads([&] { x.store(1, std::memory_order_seq_cst); },
                                [&] {
                                    r1 = x.load(std::memory_order_seq_cst);
                                    r2 = y.load(std::memory_order_seq_cst);
                                },
                                [&] {
                                    y.store(1, std::memory_order_seq_cst);
                                    r3 = x.load(std::memory_order_seq_cst);
                                });
    racecourse::litmus::outcome("r1={} r2={} r3={}", r1, r2, r3);
}
