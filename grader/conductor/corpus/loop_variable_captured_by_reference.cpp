// The threads look at the loop's own variable, which has moved on when they do.
// Finds: race
#include <racecourse/kit.h>

#include <array>

TEST(Schedules, Program) {
    std::array<std::atomic<int>, 3> visits{};
    std::vector<std::thread> threads;
    int number = 0;
    for (; number < 2; ++number) {
#ifdef FAULTY
        threads.emplace_back([&visits, &number] { ++visits[number]; });
#else
        threads.emplace_back([&visits, number] { ++visits[number]; });
#endif
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(visits[0].load(), 1);
    EXPECT_EQ(visits[1].load(), 1);
}
