// Message passing with std::atomic::wait, which acquires.
// Allowed: r1=1
// Forbidden: r1=0
#include <racecourse/litmus.h>

LITMUS(MessagePassingWaitAcquire) {
    std::atomic<int> x{0}, f{0};
    int r1 = -1;
    racecourse::litmus::threads(
        [&] {
            x.store(1, std::memory_order_relaxed);
            f.store(1, std::memory_order_release);
            f.notify_one();
        },
        [&] {
            f.wait(0, std::memory_order_acquire);
            r1 = x.load(std::memory_order_relaxed);
        });
    racecourse::litmus::outcome("r1={}", r1);
}
