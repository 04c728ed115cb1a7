// EXPECT in worker threads; the mistake: one worker's expectation does not hold in every schedule.
// Finds: wrong
#include <racecourse/kit.h>

TEST(Schedules, GtestExpectInThreads) {
    std::atomic<int> count{0};
    const auto add = [&] {
        const int before = count.fetch_add(1);
        EXPECT_GE(before, 0);
#ifdef FAULTY
        EXPECT_EQ(count.load(), before + 1);
#endif
    };
    std::thread first(add);
    std::thread second(add);
    first.join();
    second.join();
    EXPECT_EQ(count.load(), 2);
}
