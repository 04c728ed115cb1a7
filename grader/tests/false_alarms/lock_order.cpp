// Two locks in both orders, but never at the same time: a third lock stands before them.
#include <racecourse/kit.h>

TEST(Right, BothOrdersBehindAGate) {
    std::mutex gate, a, b;
    std::thread first([&] {
        const std::lock_guard before(gate);
        const std::lock_guard one(a);
        const std::lock_guard two(b);
    });
    first.join();
    std::thread second([&] {
        const std::lock_guard before(gate);
        const std::lock_guard one(b);
        const std::lock_guard two(a);
    });
    second.join();
}
