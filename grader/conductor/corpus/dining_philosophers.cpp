// Five philosophers take the left fork, then the right one; all may hold a left one at once.
// Finds: deadlock
#include <racecourse/kit.h>

#include <array>

TEST(Schedules, Program) {
    constexpr int seats = 5;
    std::array<std::mutex, seats> forks;
    std::atomic<int> meals{0};
    std::vector<std::thread> philosophers;
    for (int seat = 0; seat < seats; ++seat) {
        philosophers.emplace_back([&, seat] {
            int first = seat;
            int second = (seat + 1) % seats;
#ifndef FAULTY
            if (first > second) std::swap(first, second);
#endif
            std::lock_guard left(forks[first]);
            std::lock_guard right(forks[second]);
            ++meals;
        });
    }
    for (std::thread& philosopher : philosophers) philosopher.join();
    EXPECT_EQ(meals.load(), seats);
}
