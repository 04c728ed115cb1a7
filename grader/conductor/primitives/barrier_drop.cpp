// A thread that ends early drops out of the barrier; the mistake: it just leaves.
// Finds: deadlock or lost_wakeup
#include <racecourse/kit.h>

#include <barrier>

TEST(Schedules, BarrierDrop) {
    std::barrier<> sync(2);
    std::thread brief([&] {
        sync.arrive_and_wait();
#ifndef FAULTY
        sync.arrive_and_drop();
#endif
    });
    for (int phase = 0; phase < 3; ++phase) sync.arrive_and_wait();
    brief.join();
}
