// printf may be called by several threads; the mistake: what they print is counted in a plain int.
// Finds: race
#include <racecourse/kit.h>

#include <cstdio>

TEST(Schedules, PrintfOutput) {
#ifdef FAULTY
    int lines = 0;
#else
    std::atomic<int> lines{0};
#endif
    const auto print = [&](int number) {
        std::printf("thread %d\n", number);
        ++lines;
    };
    std::thread other([&] { print(1); });
    print(0);
    other.join();
    std::fflush(stdout);
    EXPECT_EQ(lines, 2);
}
