// A latch counts those that arrive; the mistake: it expects one more than there are.
// Finds: deadlock or lost_wakeup
#include <racecourse/kit.h>

TEST(Schedules, Latch) {
#ifdef FAULTY
    std::latch ready(4);
#else
    std::latch ready(3);
#endif
    int left = 0, right = 0;
    std::thread one([&] {
        left = 1;
        ready.count_down();
    });
    std::thread two([&] {
        right = 2;
        ready.arrive_and_wait();
        EXPECT_EQ(left, 1);
    });
    ready.count_down(1);
    ready.wait();
    EXPECT_EQ(left + right, 3);
    one.join();
    two.join();
}
