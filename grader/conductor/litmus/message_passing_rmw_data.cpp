// Message passing: data, then a flag; the reader looks at the flag, then at the data.
// Relaxed flag, but the data is read by a read-modify-write, which reads the last value.
// C++ itself does not promise that the last value is the new one.
// Allowed: r1=0 r2=0 | r1=0 r2=1 | r1=1 r2=1
// Forbidden:
// Not shown: r1=1 r2=0
#include <racecourse/litmus.h>

LITMUS(MessagePassingRmwData) {
    std::atomic<int> f{0}, x{0};
    int r1 = -1, r2 = -1;
    racecourse::litmus::threads(
        [&] {
            x.store(1, std::memory_order_relaxed);
            f.store(1, std::memory_order_relaxed);
        },
        [&] {
            r1 = f.load(std::memory_order_relaxed);
            r2 = x.fetch_add(0, std::memory_order_relaxed);
        });
    racecourse::litmus::outcome("r1={} r2={}", r1, r2);
}
