// std::lock takes three mutexes at once; the mistake: three threads each take two, in a ring.
// Finds: deadlock
#include <racecourse/kit.h>

TEST(Schedules, StdLockThree) {
    std::mutex forks[3];
    std::atomic<int> meals{0};
    const auto eat = [&](int seat) {
        std::mutex& left = forks[seat];
        std::mutex& right = forks[(seat + 1) % 3];
#ifdef FAULTY
        const std::lock_guard first(left);
        const std::lock_guard second(right);
#else
        std::lock(left, right);
        const std::lock_guard first(left, std::adopt_lock);
        const std::lock_guard second(right, std::adopt_lock);
#endif
        meals.fetch_add(1);
    };
    std::thread one([&] { eat(1); });
    std::thread two([&] { eat(2); });
    eat(0);
    one.join();
    two.join();
    EXPECT_EQ(meals.load(), 3);
    std::lock(forks[0], forks[1], forks[2]);
    for (std::mutex& fork : forks) fork.unlock();
}
