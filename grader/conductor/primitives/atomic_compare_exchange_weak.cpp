// compare_exchange_weak may fail for no reason and is repeated; the mistake: one failure is taken
// to mean that somebody else won.
// Finds: wrong
#include <racecourse/kit.h>

TEST(Schedules, AtomicCompareExchangeWeak) {
    std::atomic<bool> taken{false};
    std::atomic<int> winners{0};
    const auto compete = [&] {
        bool expected = false;
#ifdef FAULTY
        if (taken.compare_exchange_weak(expected, true)) winners.fetch_add(1);
#else
        while (!expected) {
            if (taken.compare_exchange_weak(expected, true)) {
                winners.fetch_add(1);
                break;
            }
        }
#endif
    };
    std::thread other(compete);
    compete();
    other.join();
    EXPECT_EQ(winners.load(), 1);
}
