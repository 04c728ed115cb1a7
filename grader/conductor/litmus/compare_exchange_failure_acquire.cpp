// A compare_exchange_strong that fails with acquire: who sees the flag sees the data.
// r1 is what it found in the flag.
// Allowed: r1=0 r2=0 | r1=0 r2=1 | r1=1 r2=1
// Forbidden: r1=1 r2=0
#include <racecourse/litmus.h>

LITMUS(CompareExchangeFailureAcquire) {
    std::atomic<int> x{0}, f{0};
    int r1 = 0, r2 = -1;
    racecourse::litmus::threads(
        [&] {
            x.store(1, std::memory_order_relaxed);
            f.store(1, std::memory_order_release);
        },
        [&] {
            f.compare_exchange_strong(r1, 5, std::memory_order_acquire, std::memory_order_acquire);
            r2 = x.load(std::memory_order_relaxed);
        });
    racecourse::litmus::outcome("r1={} r2={}", r1, r2);
}
