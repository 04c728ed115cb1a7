// How DiningTable is used. Try your own ideas here; the grader's hidden tests go further.
#include "dining_table.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <thread>

TEST(Examples, OneAfterTheOther) {
    DiningTable table(5);
    std::string eaten;
    table.dine(0, [&] { eaten += "soup "; });
    table.dine(1, [&] { eaten += "rice "; });
    table.dine(0, [&] { eaten += "cake"; });
    EXPECT_EQ(eaten, "soup rice cake");
}

TEST(Examples, LaysTheForksDownWhenTheMealGoesWrong) {
    DiningTable table(3);
    EXPECT_THROW(table.dine(0, [] { throw std::runtime_error("a fly in the soup"); }),
                 std::runtime_error);
    bool eaten = false;
    table.dine(1, [&] { eaten = true; });
    EXPECT_TRUE(eaten);
}

TEST(Examples, NeighboursShareAFork) {
    DiningTable table(5);
    int used = 0;  // the fork between the seats 2 and 3; its users guard this number
    {
        std::jthread one([&] { table.dine(2, [&] { ++used; }); });
        std::jthread two([&] { table.dine(3, [&] { ++used; }); });
    }
    EXPECT_EQ(used, 2);
}
