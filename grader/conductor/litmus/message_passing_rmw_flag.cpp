// Message passing: data, then a flag; the reader looks at the flag, then at the data.
// The flag is set by an acq_rel exchange and read by an acq_rel fetch_add.
// Allowed: r1=0 r2=0 | r1=0 r2=1 | r1=1 r2=1
// Forbidden: r1=1 r2=0
#include <racecourse/litmus.h>

LITMUS(MessagePassingRmwFlag) {
    std::atomic<int> f{0}, x{0};
    int r1 = -1, r2 = -1;
    racecourse::litmus::threads(
        [&] {
            x.store(1, std::memory_order_relaxed);
            f.exchange(1, std::memory_order_acq_rel);
        },
        [&] {
            r1 = f.fetch_add(0, std::memory_order_acq_rel);
            r2 = x.load(std::memory_order_relaxed);
        });
    racecourse::litmus::outcome("r1={} r2={}", r1, r2);
}
