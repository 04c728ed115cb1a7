// The barrier's completion function runs alone, between two phases; the mistake: one worker adds up
// in its own phase.
// Finds: race
#include <racecourse/kit.h>

#include <barrier>

TEST(Schedules, BarrierCompletion) {
    int part[2] = {0, 0};
    int total = 0;
    const auto add_up = [&]() noexcept {
#ifndef FAULTY
        total += part[0] + part[1];
#endif
    };
    std::barrier sync(2, add_up);
    const auto work = [&](int number) {
        for (int phase = 1; phase <= 2; ++phase) {
            part[number] = phase;
#ifdef FAULTY
            if (number == 0) total += part[0] + part[1];
#endif
            sync.arrive_and_wait();
        }
    };
    std::thread other([&] { work(1); });
    work(0);
    other.join();
    EXPECT_GE(total, 0);
#ifndef FAULTY
    EXPECT_EQ(total, 6);
#endif
}
