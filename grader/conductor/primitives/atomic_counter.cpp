// fetch_add is one step; the mistake: load and store are two.
// Finds: wrong
#include <racecourse/kit.h>

TEST(Schedules, AtomicCounter) {
    std::atomic<int> count{0};
    const auto add = [&] {
#ifdef FAULTY
        count.store(count.load() + 1);
#else
        count.fetch_add(1);
#endif
    };
    std::thread other(add);
    add();
    other.join();
    EXPECT_EQ(count.load(), 2);
}
