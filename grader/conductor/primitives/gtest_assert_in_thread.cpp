// ASSERT ends only the function it stands in; the mistake: a thread's ASSERT is taken to end the
// test, and the rest waits for what never comes.
// Finds: wrong or deadlock or lost_wakeup
#include <racecourse/kit.h>

TEST(Schedules, GtestAssertInThread) {
    std::atomic<int> tickets{1};
    std::latch done(2);
    const auto take = [&] {
        const int left = tickets.fetch_sub(1);
#ifdef FAULTY
        ASSERT_GT(left, 0);
#else
        EXPECT_GE(left, 0);
#endif
        done.count_down();
    };
    std::thread first(take);
    std::thread second(take);
    done.wait();
    first.join();
    second.join();
}
