// Message passing: data, then a flag; the reader looks at the flag, then at the data.
// A release store read by a relaxed load orders nothing.
// Allowed: r1=0 r2=0 | r1=0 r2=1 | r1=1 r2=0 | r1=1 r2=1
// Forbidden:
#include <racecourse/litmus.h>

LITMUS(MessagePassingReleaseOnly) {
    std::atomic<int> f{0}, x{0};
    int r1 = -1, r2 = -1;
    racecourse::litmus::threads(
        [&] {
            x.store(1, std::memory_order_relaxed);
            f.store(1, std::memory_order_release);
        },
        [&] {
            r1 = f.load(std::memory_order_relaxed);
            r2 = x.load(std::memory_order_relaxed);
        });
    racecourse::litmus::outcome("r1={} r2={}", r1, r2);
}
