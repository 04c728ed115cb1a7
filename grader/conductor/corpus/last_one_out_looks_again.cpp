// Who leaves counts itself out and then reads the count again: two may both find it zero and
// both close the file.
// Finds: wrong
#include <racecourse/kit.h>

TEST(Schedules, Program) {
    std::atomic<int> users{2};
    std::atomic<int> closed{0};
    const auto leave = [&] {
#ifdef FAULTY
        users.fetch_sub(1);
        if (users.load() == 0) ++closed;
#else
        if (users.fetch_sub(1) == 1) ++closed;
#endif
    };
    std::thread one(leave);
    std::thread two(leave);
    one.join();
    two.join();
    EXPECT_EQ(closed.load(), 1);
}
