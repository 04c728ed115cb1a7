// Message passing where writer and reader lock different mutexes: these order nothing.
// Allowed: r1=0 r2=0 | r1=0 r2=1 | r1=1 r2=0 | r1=1 r2=1
// Forbidden:
#include <racecourse/litmus.h>

LITMUS(MessagePassingTwoMutexes) {
    std::mutex writers, readers;
    std::atomic<int> x{0}, f{0};
    int r1 = -1, r2 = -1;
    racecourse::litmus::threads(
        [&] {
            const std::lock_guard lock(writers);
            x.store(1, std::memory_order_relaxed);
            f.store(1, std::memory_order_relaxed);
        },
        [&] {
            const std::lock_guard lock(readers);
            r1 = f.load(std::memory_order_relaxed);
            r2 = x.load(std::memory_order_relaxed);
        });
    racecourse::litmus::outcome("r1={} r2={}", r1, r2);
}
