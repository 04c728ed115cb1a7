// Relaxed counters are exact after a join; the mistake: while the threads run, the second is taken
// to be never ahead of the first.
// Finds: wrong
#include <racecourse/kit.h>

TEST(Schedules, RelaxedStatistics) {
    std::atomic<int> begun{0}, ended{0};
    std::thread worker([&] {
        begun.fetch_add(1, std::memory_order_relaxed);
        ended.fetch_add(1, std::memory_order_relaxed);
    });
#ifdef FAULTY
    const int ended_so_far = ended.load(std::memory_order_relaxed);
    EXPECT_LE(ended_so_far, begun.load(std::memory_order_relaxed));
#endif
    worker.join();
    EXPECT_EQ(begun.load(std::memory_order_relaxed), 1);
    EXPECT_EQ(ended.load(std::memory_order_relaxed), 1);
}
