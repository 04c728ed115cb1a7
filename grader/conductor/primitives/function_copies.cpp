// Each thread calls its own copy of a function with state; the mistake: both call the same one.
// Finds: race
#include <racecourse/kit.h>

#include <functional>

TEST(Schedules, FunctionCopies) {
    std::function<int()> next = [count = 0]() mutable { return ++count; };
#ifdef FAULTY
    std::thread other([&next] { EXPECT_GE(next(), 1); });
#else
    std::thread other([next]() mutable { EXPECT_EQ(next(), 1); });
#endif
    EXPECT_GE(next(), 1);
    other.join();
}
