// A worker that has nothing more to do leaves, and the barrier goes on waiting for it.
// Finds: deadlock or lost_wakeup
#include <racecourse/kit.h>

#include <barrier>

TEST(Schedules, Program) {
    std::barrier round_over(3);
    std::atomic<int> rounds{0};
    const auto work = [&](int my_rounds) {
        for (int i = 0; i < my_rounds; ++i) {
            ++rounds;
            round_over.arrive_and_wait();
        }
#ifndef FAULTY
        round_over.arrive_and_drop();
#endif
    };
    std::thread one(work, 1);
    std::thread two(work, 2);
    std::thread three(work, 2);
    one.join();
    two.join();
    three.join();
    EXPECT_EQ(rounds.load(), 5);
}
