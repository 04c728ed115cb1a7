// Message passing with a relaxed loop that waits for the flag, and one acquire fence behind it.
// Allowed: r1=1
// Forbidden: r1=0
#include <racecourse/litmus.h>

LITMUS(MessagePassingLoopFence) {
    std::atomic<int> x{0}, f{0};
    int r1 = -1;
    racecourse::litmus::threads(
        [&] {
            x.store(1, std::memory_order_relaxed);
            f.store(1, std::memory_order_release);
        },
        [&] {
            while (f.load(std::memory_order_relaxed) == 0) std::this_thread::yield();
            std::atomic_thread_fence(std::memory_order_acquire);
            r1 = x.load(std::memory_order_relaxed);
        });
    racecourse::litmus::outcome("r1={}", r1);
}
