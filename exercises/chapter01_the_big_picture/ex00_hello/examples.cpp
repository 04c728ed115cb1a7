// How greet_in_a_thread() is used. Try your own ideas here; the grader's hidden tests go further.
#include "hello.h"

#include <gtest/gtest.h>

TEST(Examples, SaysHello) {
    EXPECT_EQ(greet_in_a_thread([] { return "Hello from a thread!"; }), "Hello from a thread!");
}

TEST(Examples, GreetsEachInTurn) {
    for (const std::string name : {"Ada", "Grace", "Barbara"})
        EXPECT_EQ(greet_in_a_thread([&] { return "Hello, " + name; }), "Hello, " + name);
}
