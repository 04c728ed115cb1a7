// Three threads meet twice; the mistake: one of them looks at its neighbour without meeting.
// Finds: race
#include <racecourse/kit.h>

#include <barrier>

TEST(Schedules, BarrierThree) {
    std::barrier<> sync(3);
    int cells[3] = {0, 0, 0};
    const auto work = [&](int number) {
        cells[number] = number + 1;
#ifdef FAULTY
        if (number == 2)
            (void)sync.arrive();
        else
            sync.arrive_and_wait();
#else
        sync.arrive_and_wait();
#endif
        const int next = cells[(number + 1) % 3];
        EXPECT_LE(next, 3);
    };
    std::thread one([&] { work(1); });
    std::thread two([&] { work(2); });
    work(0);
    one.join();
    two.join();
}
