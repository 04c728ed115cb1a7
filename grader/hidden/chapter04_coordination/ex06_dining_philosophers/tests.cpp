// Tests of DiningTable. In the suites Behaviour and Races one seat at least stays empty: whether a
// full table locks up is a matter of luck there, and the suite Schedules finds out each time.
#include <racecourse/kit.h>

#include <array>
#include <stdexcept>
#include <utility>

#include "dining_table.h"

namespace {

using namespace racecourse;

TEST(Behaviour, EatsInTheThreadThatDines) {
    DiningTable table(5);
    std::thread::id eater;
    int meals = 0;
    table.dine(4, [&] {
        eater = std::this_thread::get_id();
        ++meals;
    });
    EXPECT_EQ(meals, 1) << because
                        << "dine() was called once, so eat should have run once, but it "
                           "ran "
                        << meals << " times.";
    EXPECT_TRUE(eater == std::this_thread::get_id())
        << because << "eat should run in the thread that called dine().";
}

TEST(Behaviour, EverybodyCanEatOneAfterTheOther) {
    for (const int seats : {2, 3, 6}) {
        DiningTable table(seats);
        int meals = 0;
        for (int round = 0; round < 2; ++round)
            for (int seat = 0; seat < seats; ++seat) table.dine(seat, [&] { ++meals; });
        EXPECT_EQ(meals, 2 * seats)
            << because << "At a table with " << seats
            << " seats everybody ate twice, one after the other, but eat ran " << meals
            << " times.";
    }
}

TEST(Behaviour, AnExceptionReachesTheCallerAndLaysTheForksDown) {
    DiningTable table(3);
    std::string caught;
    try {
        table.dine(1, [] { throw std::runtime_error("too hot"); });
    } catch (const std::runtime_error& error) {
        caught = error.what();
    }
    EXPECT_EQ(caught, "too hot")
        << because << "eat threw an exception, which dine() should hand on to its caller.";
    int meals = 0;
    for (const int seat : {0, 1, 2}) table.dine(seat, [&] { ++meals; });
    EXPECT_EQ(meals, 3) << because
                        << "After a meal that ended with an exception everybody ate once, but eat "
                           "ran "
                        << meals << " times.";
}

// What lies between two neighbours: a counter, which only the one who eats may touch.
TEST(Races, WhatNeighboursShareIsTouchedByOneAtATime) {
    constexpr int seats = 5;
    constexpr int philosophers = 4;  // the last seat stays empty
    constexpr int each = 300;
    DiningTable table(seats);
    std::array<int, seats> used{};
    start_together(philosophers, [&](int seat) {
        for (int meal = 0; meal < each; ++meal) {
            table.dine(seat, [&] {
                ++used[seat];
                ++used[(seat + 1) % seats];
            });
        }
    });
    EXPECT_EQ(used, (std::array{each, 2 * each, 2 * each, 2 * each, each}))
        << because
        << "Four neighbours at a table with five seats ate 300 times each, and counted for each "
           "fork how often it was used: 300 or 600 times. But they counted "
        << used[0] << ", " << used[1] << ", " << used[2] << ", " << used[3] << " and " << used[4]
        << ": two used one fork at the same time.";
}

TEST(Races, AMealThatFailsDisturbsNobody) {
    constexpr int each = 200;
    DiningTable table(4);
    std::array<int, 2> meals{};
    std::array<int, 2> failures{};
    int shared = 0;
    start_together(2, [&](int thread) {
        for (int meal = 0; meal < each; ++meal) {
            try {
                table.dine(thread, [&] {
                    ++shared;
                    ++meals[thread];
                    if (meal % 3 == thread) throw std::runtime_error("a fly");
                });
            } catch (const std::runtime_error&) {
                ++failures[thread];
            }
        }
    });
    EXPECT_TRUE(shared == 2 * each && meals[0] == each && meals[1] == each)
        << because
        << "Two neighbours ate 200 times each, and now and then a meal failed. That "
           "makes 400 meals, but "
        << shared << " were counted at the fork between them.";
    EXPECT_EQ(failures[0] + failures[1], 134)
        << because
        << "134 of the meals threw an exception, and each should have reached its "
           "caller, but "
        << failures[0] + failures[1] << " did.";
}

// The grader runs the following in many different orders of the threads' steps, so they are small.

// Notices when two use one fork at the same time.
class Forks {
  public:
    explicit Forks(int seats) : in_use_(seats) {}

    void eat(int seat) {
        const std::size_t left = seat;
        const std::size_t right = (left + 1) % in_use_.size();
        if (in_use_[left].exchange(true) || in_use_[right].exchange(true)) collisions_.fetch_add(1);
        meals_.fetch_add(1);
        in_use_[left].store(false);
        in_use_[right].store(false);
    }
    [[nodiscard]] int collisions() const { return collisions_.load(); }
    [[nodiscard]] int meals() const { return meals_.load(); }

  private:
    std::vector<std::atomic<bool>> in_use_;
    std::atomic<int> collisions_{0};
    std::atomic<int> meals_{0};
};

// A full table: everybody eats so many times.
void expect_all_eat(int seats, int each) {
    DiningTable table(seats);
    Forks forks(seats);
    std::vector<std::thread> philosophers;
    for (int seat = 0; seat < seats; ++seat) {
        philosophers.emplace_back([&, seat] {
            for (int meal = 0; meal < each; ++meal) table.dine(seat, [&] { forks.eat(seat); });
        });
    }
    for (std::thread& philosopher : philosophers) philosopher.join();
    EXPECT_EQ(forks.collisions(), 0)
        << because << seats << " philosophers sat at a table for " << seats
        << ". Two neighbours ate at the same time, with one fork between them.";
    EXPECT_EQ(forks.meals(), seats * each)
        << because << seats << " philosophers wanted to eat " << each << " times each, but "
        << forks.meals() << " meals were eaten.";
}

TEST(Schedules, ATableForTwo) {
    expect_all_eat(2, 2);
}

TEST(Schedules, ATableForThree) {
    expect_all_eat(3, 1);
}

TEST(Schedules, TheOneInTheMiddle) {
    DiningTable table(4);
    Forks forks(4);
    std::thread left([&] {
        for (int meal = 0; meal < 2; ++meal) table.dine(0, [&] { forks.eat(0); });
    });
    std::thread middle([&] { table.dine(1, [&] { forks.eat(1); }); });
    std::thread right([&] { table.dine(2, [&] { forks.eat(2); }); });
    left.join();
    middle.join();
    right.join();
    EXPECT_EQ(forks.collisions(), 0)
        << because
        << "Three neighbours sat at a table for four. Two who sit side by side ate at "
           "the same time, with one fork between them.";
    EXPECT_EQ(forks.meals(), 4) << because
                                << "One of three neighbours ate twice and the others once, but "
                                << forks.meals() << " meals were eaten.";
}

// The grader runs the following on eight virtual cores. Time is virtual there, too: sleeping costs
// none of the machine's.

TEST(Speed, ThoseWhoSitApartEatAtTheSameTime) {
    DiningTable table(8);
    const auto evening = took([&] {
        start_together(4, [&](int philosopher) {
            for (int meal = 0; meal < 10; ++meal)
                table.dine(2 * philosopher, [] { std::this_thread::sleep_for(10ms); });
        });
    });
    EXPECT_AT_MOST(evening.time, 110ms)
        << "Four philosophers at a table for eight, with an empty seat between each two of them, "
           "ate ten meals of 10 ms each. No two of them need the same fork, so all should have "
           "been done after 100 ms.";
}

TEST(Speed, NobodyStarvesBetweenHungryNeighbours) {
    constexpr int meals = 40;
    DiningTable table(4);
    Took wait;
    {
        // Each is hungry again at once, and one of them always eats while the other one ends.
        const auto dine_all_evening = [&](int seat, std::chrono::milliseconds late) {
            std::this_thread::sleep_for(late);
            for (int meal = 0; meal < meals; ++meal)
                table.dine(seat, [] { std::this_thread::sleep_for(10ms); });
        };
        std::jthread left([&] { dine_all_evening(0, 0ms); });
        std::jthread right([&] { dine_all_evening(2, 5ms); });
        std::this_thread::sleep_for(22ms);
        wait = took([&] { table.dine(1, [] {}); });
    }
    EXPECT_AT_MOST(wait.time, 45ms)
        << "A philosopher got hungry while both neighbours were eating, meals of 10 ms, and were "
           "hungry again as soon as they had done. He should wait no longer than two meals of each "
           "last, 40 ms, or he starves.";
}

TEST(Speed, NobodyStarvesBesideOneWhoIsAlwaysHungry) {
    constexpr int meals = 40;
    DiningTable table(2);
    Took wait;
    {
        std::jthread greedy([&] {
            for (int meal = 0; meal < meals; ++meal)
                table.dine(0, [] { std::this_thread::sleep_for(10ms); });
        });
        std::this_thread::sleep_for(15ms);
        wait = took([&] { table.dine(1, [] {}); });
    }
    EXPECT_AT_MOST(wait.time, 25ms)
        << "One of two philosophers was eating, meals of 10 ms, and was hungry again as soon as he "
           "had done. The other should wait no longer than two of these meals last, 20 ms, or he "
           "starves.";
}

TEST(Speed, WhoWaitsSleeps) {
    DiningTable table(5);
    Gate eating;
    std::jthread neighbour([&] {
        table.dine(0, [&] {
            eating.open();
            std::this_thread::sleep_for(50ms);
        });
    });
    eating.wait();
    const auto wait = took([&] { table.dine(1, [] {}); });
    EXPECT_AT_MOST(wait.time, 55ms) << "A philosopher waited for a fork that his neighbour needed "
                                       "for 50 ms. Then he should have eaten at once.";
    EXPECT_AT_MOST(wait.work, 5ms)
        << "A philosopher waited for a fork that his neighbour needed for 50 ms, and there was "
           "nothing to do meanwhile. Whoever waits asleep needs next to no processor time.";
}

}  // namespace
