// What cannot go on is told to the test; the mistake: the thread aborts.
// Finds: crash
#include <racecourse/kit.h>

#include <cstdlib>

TEST(Schedules, AbortInThread) {
    std::atomic<int> stock{1};
    std::atomic<int> refused{0};
    const auto take = [&] {
        if (stock.fetch_sub(1) > 0) return;
#ifdef FAULTY
        std::abort();
#else
        refused.fetch_add(1);
#endif
    };
    std::thread first(take);
    std::thread second(take);
    first.join();
    second.join();
    EXPECT_EQ(refused.load(), 1);
}
