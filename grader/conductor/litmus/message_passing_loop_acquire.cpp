// Message passing with a loop that waits for the flag; the loop acquires.
// Allowed: r1=1
// Forbidden: r1=0
#include <racecourse/litmus.h>

LITMUS(MessagePassingLoopAcquire) {
    std::atomic<int> x{0}, f{0};
    int r1 = -1;
    racecourse::litmus::threads(
        [&] {
            x.store(1, std::memory_order_relaxed);
            f.store(1, std::memory_order_release);
        },
        [&] {
            while (f.load(std::memory_order_acquire) == 0) std::this_thread::yield();
            r1 = x.load(std::memory_order_relaxed);
        });
    racecourse::litmus::outcome("r1={}", r1);
}
