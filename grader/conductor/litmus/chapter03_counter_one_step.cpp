// Two threads count with ++: reading, adding and writing are one step, and nothing is lost.
// Quiz: chapter03: x=1
// Allowed: x=2
// Forbidden: x=0 | x=1
#include <racecourse/litmus.h>

LITMUS(Chapter03CounterOneStep) {
    std::atomic<int> x{0};
    const auto count = [&] { ++x; };
    racecourse::litmus::threads(count, count);
    racecourse::litmus::outcome("x={}", x.load());
}
