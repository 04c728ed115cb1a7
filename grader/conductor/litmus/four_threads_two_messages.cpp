// Two messages at once between four threads: one ordered, one relaxed.
// Allowed: r1=0 r2=0 r3=0 r4=0 | r1=0 r2=0 r3=0 r4=1 | r1=0 r2=0 r3=1 r4=0 | r1=0 r2=0 r3=1 r4=1 | r1=0 r2=1 r3=0 r4=0 | r1=0 r2=1 r3=0 r4=1 | r1=0 r2=1 r3=1 r4=0 | r1=0 r2=1 r3=1 r4=1 | r1=1 r2=1 r3=0 r4=0 | r1=1 r2=1 r3=0 r4=1 | r1=1 r2=1 r3=1 r4=0 | r1=1 r2=1 r3=1 r4=1
// Forbidden: r1=1 r2=0 r3=0 r4=0 | r1=1 r2=0 r3=0 r4=1 | r1=1 r2=0 r3=1 r4=0 | r1=1 r2=0 r3=1 r4=1
#include <racecourse/litmus.h>

LITMUS(FourThreadsTwoMessages) {
    std::atomic<int> f{0}, x{0}, y{0}, z{0};
    int r1 = -1, r2 = -1, r3 = -1, r4 = -1;
    racecourse::litmus::threads(
        [&] {
            x.store(1, std::memory_order_relaxed);
            f.store(1, std::memory_order_release);
        },
        [&] {
            y.store(1, std::memory_order_relaxed);
            z.store(1, std::memory_order_relaxed);
        },
        [&] {
            r1 = f.load(std::memory_order_acquire);
            r2 = x.load(std::memory_order_relaxed);
        },
        [&] {
            r3 = z.load(std::memory_order_relaxed);
            r4 = y.load(std::memory_order_relaxed);
        });
    racecourse::litmus::outcome("r1={} r2={} r3={} r4={}", r1, r2, r3, r4);
}
