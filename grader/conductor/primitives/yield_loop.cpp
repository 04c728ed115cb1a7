// yield() in a loop that looks at a flag; the mistake: one yield() is taken to let the other run.
// Finds: wrong
#include <racecourse/kit.h>

TEST(Schedules, YieldLoop) {
    std::atomic<bool> ready{false};
    std::thread worker([&] { ready.store(true); });
#ifdef FAULTY
    std::this_thread::yield();
#else
    while (!ready.load()) std::this_thread::yield();
#endif
    EXPECT_TRUE(ready.load());
    worker.join();
}
