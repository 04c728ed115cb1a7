// Store buffering in a ring of three threads, seq_cst but for one acquire load.
// Allowed: r1=0 r2=0 r3=0 | r1=0 r2=0 r3=1 | r1=0 r2=1 r3=0 | r1=0 r2=1 r3=1 | r1=1 r2=0 r3=0 | r1=1 r2=0 r3=1 | r1=1 r2=1 r3=0 | r1=1 r2=1 r3=1
// Forbidden:
#include <racecourse/litmus.h>

LITMUS(StoreBufferingThreeOneWeak) {
    std::atomic<int> x{0}, y{0}, z{0};
    int r1 = -1, r2 = -1, r3 = -1;
    racecourse::litmus::threads(
        [&] {
            x.store(1, std::memory_order_seq_cst);
            r1 = y.load(std::memory_order_seq_cst);
        },
        [&] {
            y.store(1, std::memory_order_seq_cst);
            r2 = z.load(std::memory_order_acquire);
        },
        [&] {
            z.store(1, std::memory_order_seq_cst);
            r3 = x.load(std::memory_order_seq_cst);
        });
    racecourse::litmus::outcome("r1={} r2={} r3={}", r1, r2, r3);
}
