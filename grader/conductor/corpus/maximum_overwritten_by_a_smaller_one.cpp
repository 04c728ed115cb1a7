// A value that is greater than the best so far is stored, though a still greater one may have
// come.
// Finds: wrong
#include <racecourse/kit.h>

TEST(Schedules, Program) {
    std::atomic<int> best{0};
    const auto offer = [&](int value) {
#ifdef FAULTY
        if (value > best.load()) best.store(value);
#else
        int seen = best.load();
        while (value > seen && !best.compare_exchange_weak(seen, value)) {
        }
#endif
    };
    std::thread one(offer, 5);
    std::thread two(offer, 9);
    one.join();
    two.join();
    EXPECT_EQ(best.load(), 9);
}
