// Release sequence: one that begins with an acq_rel read-modify-write continues the first; the reader gets the data of both.
// Allowed: r1=0 r2=0 r3=0 | r1=0 r2=0 r3=1 | r1=0 r2=1 r3=0 | r1=0 r2=1 r3=1 | r1=1 r2=0 r3=1 | r1=1 r2=1 r3=0 | r1=1 r2=1 r3=1 | r1=2 r2=1 r3=1
// Forbidden: r1=1 r2=0 r3=0 | r1=2 r2=0 r3=0 | r1=2 r2=0 r3=1 | r1=2 r2=1 r3=0
#include <racecourse/litmus.h>

LITMUS(ReleaseSequenceTwoHeads) {
    std::atomic<int> f{0}, x{0}, y{0};
    int r1 = -1, r2 = -1, r3 = -1;
    racecourse::litmus::threads(
        [&] {
            x.store(1, std::memory_order_relaxed);
            f.fetch_add(1, std::memory_order_release);
        },
        [&] {
            y.store(1, std::memory_order_relaxed);
            f.fetch_add(1, std::memory_order_acq_rel);
        },
        [&] {
            r1 = f.load(std::memory_order_acquire);
            r2 = x.load(std::memory_order_relaxed);
            r3 = y.load(std::memory_order_relaxed);
        });
    racecourse::litmus::outcome("r1={} r2={} r3={}", r1, r2, r3);
}
