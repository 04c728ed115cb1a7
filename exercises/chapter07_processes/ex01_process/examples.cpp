// How a process is used. Play with it: ./racecourse run chapter07/ex01
// The grader's hidden tests go further.
#include "process.h"

#include <gtest/gtest.h>

#include <stdexcept>

using namespace std::chrono_literals;

TEST(Examples, AChildReturnsItsExitCode) {
    Process child([] { return 7; });
    child.join();
    EXPECT_FALSE(child.is_alive());
    EXPECT_EQ(child.exit_code(), 7);
}

TEST(Examples, AChildHasCopiesOfAllVariables) {
    int number = 1;
    Process child([&number] {
        number = 2;  // its own
        return number;
    });
    child.join();
    EXPECT_EQ(child.exit_code(), 2);
    EXPECT_EQ(number, 1);
}

TEST(Examples, AChildCanBeTerminated) {
    Process child(
        [] {
            for (;;) pause();  // sleeps until a signal comes
            return 0;
        },
        {.name = "sleeper"});
    EXPECT_TRUE(child.is_alive());
    EXPECT_FALSE(child.join_for(10ms));
    child.terminate();
    EXPECT_TRUE(child.join_for(10s));
    EXPECT_EQ(child.exit_code(), -15);  // SIGTERM has the number 15
}

TEST(Examples, AnExceptionEndsTheChildOnly) {
    Process child([]() -> int { throw std::runtime_error("no such file"); }, {.name = "reader"});
    child.join();
    EXPECT_EQ(child.exit_code(), 1);
}
