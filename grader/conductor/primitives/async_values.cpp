// Each async returns its own part; the mistake: they add to one variable.
// Finds: race
#include <racecourse/kit.h>

#include <future>

TEST(Schedules, AsyncValues) {
    int sum = 0;
    const auto part = [&](int from, int to) {
        int result = 0;
        for (int i = from; i < to; ++i) result += i;
#ifdef FAULTY
        sum += result;
        return 0;
#else
        return result;
#endif
    };
    std::future<int> low = std::async(std::launch::async, part, 0, 3);
    std::future<int> high = std::async(std::launch::async, part, 3, 5);
    const int returned = low.get() + high.get();
    EXPECT_EQ(sum + returned, 10);
}
