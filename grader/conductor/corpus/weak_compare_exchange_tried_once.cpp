// A weak compare-exchange that fails is taken to mean that the seat has been taken by somebody
// else. It may fail for no reason, and then the seat stays free.
// Finds: wrong
#include <racecourse/kit.h>

#include <array>

TEST(Schedules, Program) {
    constexpr int nobody = 0;
    std::array<std::atomic<int>, 2> seats{};
    const auto sit = [&](int seat, int guest) {
        int holder = nobody;
#ifdef FAULTY
        seats[seat].compare_exchange_weak(holder, guest);
#else
        seats[seat].compare_exchange_strong(holder, guest);
#endif
    };
    std::thread one(sit, 0, 1);
    std::thread two(sit, 1, 2);
    one.join();
    two.join();
    EXPECT_NE(seats[0].load(), nobody);
    EXPECT_NE(seats[1].load(), nobody);
}
