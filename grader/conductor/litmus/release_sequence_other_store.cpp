// Release sequence: a relaxed store of another thread ends it.
// Allowed: r1=0 r2=0 | r1=0 r2=1 | r1=1 r2=1 | r1=2 r2=0 | r1=2 r2=1 | r1=3 r2=0 | r1=3 r2=1
// Forbidden: r1=1 r2=0
#include <racecourse/litmus.h>

LITMUS(ReleaseSequenceOtherStore) {
    std::atomic<int> f{0}, x{0};
    int r1 = -1, r2 = -1;
    racecourse::litmus::threads(
        [&] {
            x.store(1, std::memory_order_relaxed);
            f.store(1, std::memory_order_release);
        },
        [&] {
            f.store(2, std::memory_order_relaxed);
            f.fetch_add(1, std::memory_order_relaxed);
        },
        [&] {
            r1 = f.load(std::memory_order_acquire);
            r2 = x.load(std::memory_order_relaxed);
        });
    racecourse::litmus::outcome("r1={} r2={}", r1, r2);
}
