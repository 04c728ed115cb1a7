// call_once runs the function once and publishes what it did; the mistake: a plain bool.
// Finds: race
#include <racecourse/kit.h>

TEST(Schedules, CallOnce) {
    int starts = 0;
#ifdef FAULTY
    bool started = false;
#else
    std::once_flag started;
#endif
    const auto start = [&] {
#ifdef FAULTY
        if (!started) {
            started = true;
            ++starts;
        }
#else
        std::call_once(started, [&] { ++starts; });
#endif
        EXPECT_EQ(starts, 1);
    };
    std::thread other(start);
    start();
    other.join();
}
