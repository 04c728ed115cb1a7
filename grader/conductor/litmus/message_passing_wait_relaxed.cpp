// Message passing with std::atomic::wait, relaxed: to be woken does not order anything.
// Allowed: r1=0 | r1=1
// Forbidden:
#include <racecourse/litmus.h>

LITMUS(MessagePassingWaitRelaxed) {
    std::atomic<int> x{0}, f{0};
    int r1 = -1;
    racecourse::litmus::threads(
        [&] {
            x.store(1, std::memory_order_relaxed);
            f.store(1, std::memory_order_release);
            f.notify_one();
        },
        [&] {
            f.wait(0, std::memory_order_relaxed);
            r1 = x.load(std::memory_order_relaxed);
        });
    racecourse::litmus::outcome("r1={}", r1);
}
