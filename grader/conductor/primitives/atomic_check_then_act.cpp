// compare_exchange checks and acts in one step; the mistake: a check, then a store.
// Finds: wrong
#include <racecourse/kit.h>

TEST(Schedules, AtomicCheckThenAct) {
    std::atomic<int> tickets{1};
    std::atomic<int> sold{0};
    const auto buy = [&] {
#ifdef FAULTY
        if (tickets.load() > 0) {
            tickets.fetch_sub(1);
            sold.fetch_add(1);
        }
#else
        int left = tickets.load();
        while (left > 0 && !tickets.compare_exchange_weak(left, left - 1)) {
        }
        if (left > 0) sold.fetch_add(1);
#endif
    };
    std::thread other(buy);
    buy();
    other.join();
    EXPECT_EQ(sold.load(), 1);
}
