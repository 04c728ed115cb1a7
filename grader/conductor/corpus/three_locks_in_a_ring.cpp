// Three threads each hold one lock and want the next one: no two of them alone could get stuck.
// Finds: deadlock
#include <racecourse/kit.h>

#include <array>

TEST(Schedules, Program) {
    std::array<std::mutex, 3> locks;
    std::array<int, 3> data{};
    const auto work = [&](int one, int other) {
#ifndef FAULTY
        if (one > other) std::swap(one, other);
#endif
        std::lock_guard first(locks[one]);
        std::lock_guard second(locks[other]);
        ++data[one];
        ++data[other];
    };
    std::thread a([&] { work(0, 1); });
    std::thread b([&] { work(1, 2); });
    std::thread c([&] { work(2, 0); });
    a.join();
    b.join();
    c.join();
    EXPECT_EQ(data[0] + data[1] + data[2], 6);
}
