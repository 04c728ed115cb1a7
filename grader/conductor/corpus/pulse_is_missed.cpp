// The start flag is raised and lowered at once: who does not look in between spins for ever.
// Finds: livelock
#include <racecourse/kit.h>

TEST(Schedules, Program) {
    std::atomic<bool> go{false};
    std::atomic<bool> seen{false};
    std::thread runner([&] {
        while (!go.load()) std::this_thread::yield();
        seen = true;
    });
    std::thread starter([&] {
        go = true;
#ifndef FAULTY
        while (!seen.load()) std::this_thread::yield();
#endif
        go = false;
    });
    runner.join();
    starter.join();
    EXPECT_TRUE(seen.load());
}
