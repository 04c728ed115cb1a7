// An hour of sleep passes at once, and the clock shows it; the mistake: of two sleepers the one
// with the shorter sleep is taken to be first.
// Finds: wrong
#include <racecourse/kit.h>

using namespace std::chrono_literals;

TEST(Schedules, SleepAnHour) {
    const auto begin = std::chrono::steady_clock::now();
    std::atomic<int> order{0};
    int first = -1;
    std::thread brief([&] {
        std::this_thread::sleep_for(1h);
        first = order.fetch_add(1);
    });
    std::this_thread::sleep_for(1h + 1ms);
    const int second = order.fetch_add(1);
    brief.join();
    EXPECT_GE(std::chrono::steady_clock::now() - begin, 1h);
    EXPECT_EQ(first + second, 1);
#ifdef FAULTY
    EXPECT_EQ(first, 0);
#endif
}
