// Each thread has its own random_device and engine; the mistake: they share one engine.
// Finds: race
#include <racecourse/kit.h>

#include <random>

TEST(Schedules, RandomEngines) {
#ifdef FAULTY
    std::minstd_rand engine(1);
#endif
    const auto roll = [&] {
#ifndef FAULTY
        std::random_device seed;
        std::minstd_rand engine(seed());
#endif
        const int dots = std::uniform_int_distribution<int>(1, 6)(engine);
        EXPECT_TRUE(1 <= dots && dots <= 6);
    };
    std::thread other(roll);
    roll();
    other.join();
}
