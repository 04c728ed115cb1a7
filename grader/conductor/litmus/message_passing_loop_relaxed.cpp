// Message passing with a loop that waits for the flag; the loop is relaxed and orders nothing.
// Allowed: r1=0 | r1=1
// Forbidden:
#include <racecourse/litmus.h>

LITMUS(MessagePassingLoopRelaxed) {
    std::atomic<int> x{0}, f{0};
    int r1 = -1;
    racecourse::litmus::threads(
        [&] {
            x.store(1, std::memory_order_relaxed);
            f.store(1, std::memory_order_release);
        },
        [&] {
            while (f.load(std::memory_order_relaxed) == 0) std::this_thread::yield();
            r1 = x.load(std::memory_order_relaxed);
        });
    racecourse::litmus::outcome("r1={}", r1);
}
