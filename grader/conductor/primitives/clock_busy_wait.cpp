// The clock never goes back and a loop that looks at it ends; the mistake: the other thread is
// taken to be done by then.
// Finds: wrong
#include <racecourse/kit.h>

using namespace std::chrono_literals;

TEST(Schedules, ClockBusyWait) {
    std::atomic<bool> ready{false};
    std::thread worker([&] { ready.store(true); });
    const auto end = std::chrono::steady_clock::now() + 2ms;
    auto last = std::chrono::steady_clock::now();
    while (last < end) {
        const auto now = std::chrono::steady_clock::now();
        EXPECT_GE(now, last);
        last = now;
    }
#ifdef FAULTY
    EXPECT_TRUE(ready.load());
#endif
    worker.join();
    EXPECT_TRUE(ready.load());
}
