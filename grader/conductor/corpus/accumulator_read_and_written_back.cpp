// The total is atomic, but `total = total + part` is a load and a store.
// Finds: wrong
#include <racecourse/kit.h>

TEST(Schedules, Program) {
    const std::vector<int> values{1, 2, 3, 4, 5, 6};
    std::atomic<int> total{0};
    const auto add_part = [&](std::size_t begin, std::size_t end) {
        int part = 0;
        for (std::size_t i = begin; i < end; ++i) part += values[i];
#ifdef FAULTY
        total = total + part;
#else
        total += part;
#endif
    };
    std::thread one(add_part, 0, 2);
    std::thread two(add_part, 2, 4);
    std::thread three(add_part, 4, 6);
    one.join();
    two.join();
    three.join();
    EXPECT_EQ(total.load(), 21);
}
