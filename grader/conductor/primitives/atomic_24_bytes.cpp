// An atomic of 24 bytes (libatomic locks for it) changes in one step; the mistake: load and store
// are two.
// Finds: wrong
#include <racecourse/kit.h>

#include <algorithm>

namespace {
struct Totals {
    long count = 0;
    long sum = 0;
    long highest = 0;
};
}  // namespace

TEST(Schedules, Atomic24Bytes) {
    std::atomic<Totals> totals{Totals{}};
    const auto add = [&](long value) {
        Totals seen = totals.load();
#ifdef FAULTY
        totals.store(Totals{seen.count + 1, seen.sum + value, value});
#else
        while (!totals.compare_exchange_strong(
            seen, Totals{seen.count + 1, seen.sum + value, std::max(seen.highest, value)})) {
        }
#endif
    };
    std::thread other([&] { add(3); });
    add(4);
    other.join();
    const Totals end = totals.exchange(Totals{});
    EXPECT_EQ(end.count, 2);
    EXPECT_EQ(end.sum, 7);
}
