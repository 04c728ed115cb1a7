// Of two threads that want the same, one insists; the mistake: each waits until the other has gone
// first.
// Finds: livelock
#include <racecourse/kit.h>

TEST(Schedules, SpinBothGiveWay) {
    std::atomic<bool> passed[2] = {false, false};
    const auto pass = [&](int me, bool polite) {
        if (polite) {
            while (!passed[1 - me].load()) std::this_thread::yield();
        }
        passed[me].store(true);
    };
#ifdef FAULTY
    std::thread other([&] { pass(1, true); });
#else
    std::thread other([&] { pass(1, false); });
#endif
    pass(0, true);
    other.join();
}
