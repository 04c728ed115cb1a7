// Each thread holds a lock, but not the same one: neither keeps the other out.
// Quiz: chapter03: x=1
// Allowed: x=1 | x=2
// Forbidden: x=0
#include <racecourse/litmus.h>

LITMUS(Chapter03TwoLocksOneValue) {
    std::mutex of_adder, of_counter;
    std::atomic<int> x{0};
    racecourse::litmus::threads(
        [&] {
            const std::lock_guard lock(of_adder);
            x = x + 1;
        },
        [&] {
            const std::lock_guard lock(of_counter);
            x = x + 1;
        });
    racecourse::litmus::outcome("x={}", x.load());
}
