// How Bank is used. Try your own ideas here; the grader's hidden tests go further.
#include "bank.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>

TEST(Examples, OpensWithBalances) {
    const Bank bank({100, 20, 0});
    EXPECT_EQ(bank.balance(0), 100);
    EXPECT_EQ(bank.balance(1), 20);
    EXPECT_EQ(bank.total(), 120);
}

TEST(Examples, MovesMoney) {
    Bank bank({100, 20});
    EXPECT_TRUE(bank.transfer(0, 1, 30));
    EXPECT_EQ(bank.balance(0), 70);
    EXPECT_EQ(bank.balance(1), 50);
}

TEST(Examples, RefusesWhatIsNotThere) {
    Bank bank({100, 20});
    EXPECT_FALSE(bank.transfer(1, 0, 21));
    EXPECT_EQ(bank.balance(1), 20);
    EXPECT_THROW(bank.transfer(0, 1, -5), std::invalid_argument);
    EXPECT_THROW(bank.transfer(0, 2, 5), std::out_of_range);
}

TEST(Examples, IsSharedByThreads) {
    Bank bank({100, 100, 100, 100});
    {
        std::jthread teller([&bank] { bank.transfer(0, 1, 60); });
        std::jthread other_teller([&bank] { bank.transfer(2, 3, 10); });
    }  // both have ended here: a jthread joins when it is destroyed
    EXPECT_EQ(bank.balance(1), 160);
    EXPECT_EQ(bank.balance(3), 110);
    EXPECT_EQ(bank.total(), 400);
}
