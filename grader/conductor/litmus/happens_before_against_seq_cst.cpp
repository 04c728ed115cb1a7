// The example in the standard: the one order of seq_cst need not agree with happens-before when
// not all operations are seq_cst. C++20 allows the surprising outcome, C++17 did not.
// Allowed: r1=0 r2=1 r3=0 | r1=0 r2=1 r3=1 | r1=0 r2=3 r3=0 | r1=0 r2=3 r3=1 | r1=1 r2=2 r3=0 | r1=1 r2=2 r3=1 | r1=1 r2=3 r3=1 | r1=3 r2=1 r3=0 | r1=3 r2=1 r3=1 | r1=3 r2=4 r3=0 | r1=3 r2=4 r3=1
// Forbidden: r1=0 r2=0 r3=0 | r1=0 r2=0 r3=1 | r1=0 r2=2 r3=0 | r1=0 r2=2 r3=1 | r1=0 r2=4 r3=0 | r1=0 r2=4 r3=1 | r1=1 r2=0 r3=0 | r1=1 r2=0 r3=1 | r1=1 r2=1 r3=0 | r1=1 r2=1 r3=1 | r1=1 r2=4 r3=0 | r1=1 r2=4 r3=1 | r1=3 r2=0 r3=0 | r1=3 r2=0 r3=1 | r1=3 r2=2 r3=0 | r1=3 r2=2 r3=1 | r1=3 r2=3 r3=0 | r1=3 r2=3 r3=1
// Not shown: r1=1 r2=3 r3=0
#include <racecourse/litmus.h>

LITMUS(HappensBeforeAgainstSeqCst) {
    std::atomic<int> x{0}, y{0};
    int r1 = -1, r2 = -1, r3 = -1;
    racecourse::litmus::threads(
        [&] {
            x.store(1, std::memory_order_seq_cst);
            y.store(1, std::memory_order_release);
        },
        [&] {
            r1 = y.fetch_add(1, std::memory_order_seq_cst);
            r2 = y.load(std::memory_order_relaxed);
        },
        [&] {
            y.store(3, std::memory_order_seq_cst);
            r3 = x.load(std::memory_order_seq_cst);
        });
    racecourse::litmus::outcome("r1={} r2={} r3={}", r1, r2, r3);
}
