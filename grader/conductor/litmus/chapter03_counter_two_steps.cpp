// Reading is one step and writing is another: both threads may read 0 before either writes 1.
// Quiz: chapter03: x=1 | x=0
// Allowed: x=1 | x=2
// Forbidden: x=0
#include <racecourse/litmus.h>

LITMUS(Chapter03CounterTwoSteps) {
    std::atomic<int> x{0};
    const auto count = [&] { x = x + 1; };
    racecourse::litmus::threads(count, count);
    racecourse::litmus::outcome("x={}", x.load());
}
