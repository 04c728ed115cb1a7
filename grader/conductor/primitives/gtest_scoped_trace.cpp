// SCOPED_TRACE in threads and a failure's message made of streams; the mistake: the expectation
// takes one order for granted.
// Finds: wrong
#include <racecourse/kit.h>

TEST(Schedules, GtestScopedTrace) {
    std::atomic<int> place{0};
    const auto run = [&](int number) {
        SCOPED_TRACE("runner " + std::to_string(number));
        const int mine = place.fetch_add(1);
        EXPECT_LT(mine, 2) << "runner " << number << " came in as number " << mine;
#ifdef FAULTY
        EXPECT_EQ(mine, number) << "runner " << number << " came in as number " << mine;
#endif
    };
    std::thread other([&] { run(1); });
    run(0);
    other.join();
}
