// Store buffering where each thread locks and unlocks the same mutex between store and load: the
// second to lock sees what the first stored before.
// Allowed: r1=0 r2=1 | r1=1 r2=0 | r1=1 r2=1
// Forbidden: r1=0 r2=0
#include <racecourse/litmus.h>

LITMUS(StoreBufferingEmptyLock) {
    std::mutex mutex;
    std::atomic<int> x{0}, y{0};
    int r1 = -1, r2 = -1;
    const auto pass = [&] { const std::lock_guard lock(mutex); };
    racecourse::litmus::threads(
        [&] {
            x.store(1, std::memory_order_relaxed);
            pass();
            r1 = y.load(std::memory_order_relaxed);
        },
        [&] {
            y.store(1, std::memory_order_relaxed);
            pass();
            r2 = x.load(std::memory_order_relaxed);
        });
    racecourse::litmus::outcome("r1={} r2={}", r1, r2);
}
