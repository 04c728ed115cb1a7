// How BoundedQueue is used. Try your own ideas here; the grader's hidden tests go further.
#include "bounded_queue.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace std::chrono_literals;

TEST(Examples, FirstInFirstOut) {
    BoundedQueue<std::string> orders(3);
    EXPECT_TRUE(orders.put("soup"));
    EXPECT_TRUE(orders.put("salad"));
    EXPECT_EQ(orders.size(), 2u);
    EXPECT_EQ(orders.get(), "soup");
    EXPECT_EQ(orders.get(), "salad");
}

TEST(Examples, GivesUpAfterTheLimit) {
    BoundedQueue<std::string> orders(1);
    EXPECT_FALSE(orders.get_for(5ms)) << "Nothing was ordered.";
    EXPECT_TRUE(orders.put_for("soup", 5ms));
    std::string salad = "salad";
    EXPECT_FALSE(orders.put_for(std::move(salad), 5ms)) << "There is room for one order only.";
    EXPECT_EQ(salad, "salad") << "It was not let in, so it was not moved from.";
}

TEST(Examples, WhatWasPutBeforeTheCloseStillComesOut) {
    BoundedQueue<int> numbers(10);
    EXPECT_TRUE(numbers.put(1));
    numbers.close();
    EXPECT_FALSE(numbers.put(2));
    EXPECT_EQ(numbers.get(), 1);
    EXPECT_EQ(numbers.get(), std::nullopt);
}

TEST(Examples, HandsItemsFromThreadToThread) {
    BoundedQueue<int> numbers(2);
    std::vector<int> received;
    {
        std::jthread consumer([&] {
            while (const auto number = numbers.get()) received.push_back(*number);
        });
        for (int number = 1; number <= 5; ++number) EXPECT_TRUE(numbers.put(int(number)));
        numbers.close();
    }
    EXPECT_EQ(received, (std::vector{1, 2, 3, 4, 5}));
}
