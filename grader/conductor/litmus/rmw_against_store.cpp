// A relaxed fetch_add and a relaxed store: the addition comes before or after, never in between.
// Allowed: r1=0 x=5 | r1=5 x=6
// Forbidden: r1=0 x=6 | r1=5 x=5
#include <racecourse/litmus.h>

LITMUS(RmwAgainstStore) {
    std::atomic<int> x{0};
    int r1 = -1;
    racecourse::litmus::threads([&] { r1 = x.fetch_add(1, std::memory_order_relaxed); },
                                [&] { x.store(5, std::memory_order_relaxed); });
    racecourse::litmus::outcome("r1={} x={}", r1, x.load());
}
