// arrive() and later wait(token); the mistake: nobody waits.
// Finds: race
#include <racecourse/kit.h>

#include <barrier>

TEST(Schedules, BarrierTokens) {
    std::barrier<> sync(2);
    int left = 0, right = 0;
    std::thread other([&] {
        right = 2;
        auto token = sync.arrive();
#ifdef FAULTY
        (void)token;
#else
        sync.wait(std::move(token));
#endif
        racecourse::use(left);
    });
    left = 1;
    sync.arrive_and_wait();
    EXPECT_EQ(right, 2);
    other.join();
}
