// Message passing: data, then a flag; the reader looks at the flag, then at the data.
// Relaxed read-modify-writes read the last value but order nothing else.
// Allowed: r1=0 r2=0 | r1=0 r2=1 | r1=1 r2=0 | r1=1 r2=1
// Forbidden:
#include <racecourse/litmus.h>

LITMUS(MessagePassingRmwFlagRelaxed) {
    std::atomic<int> f{0}, x{0};
    int r1 = -1, r2 = -1;
    racecourse::litmus::threads(
        [&] {
            x.store(1, std::memory_order_relaxed);
            f.exchange(1, std::memory_order_relaxed);
        },
        [&] {
            r1 = f.fetch_add(0, std::memory_order_relaxed);
            r2 = x.load(std::memory_order_relaxed);
        });
    racecourse::litmus::outcome("r1={} r2={}", r1, r2);
}
