// Two threads wait for the atomic to change, one is notified.
// Finds: deadlock or lost_wakeup
#include <racecourse/kit.h>

TEST(Schedules, Program) {
    std::atomic<int> stage{0};
    std::atomic<int> passed{0};
    const auto wait = [&] {
        stage.wait(0);
        ++passed;
    };
    std::thread one(wait);
    std::thread two(wait);
    stage.store(1);
#ifdef FAULTY
    stage.notify_one();
#else
    stage.notify_all();
#endif
    one.join();
    two.join();
    EXPECT_EQ(passed.load(), 2);
}
