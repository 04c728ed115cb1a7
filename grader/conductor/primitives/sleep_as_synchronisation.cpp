// A thread waits for the flag; the mistake: it sleeps "long enough".
// Finds: wrong
#include <racecourse/kit.h>

using namespace std::chrono_literals;

TEST(Schedules, SleepAsSynchronisation) {
    std::atomic<bool> ready{false};
    std::thread worker([&] { ready.store(true); });
#ifdef FAULTY
    std::this_thread::sleep_for(100ms);
#else
    while (!ready.load()) std::this_thread::sleep_for(1ms);
#endif
    EXPECT_TRUE(ready.load());
    worker.join();
}
