// How map_in_order is used. Try your own ideas here; the grader's hidden tests go further.
#include "map_in_order.h"

#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace std::chrono_literals;

TEST(Examples, HandsOutTheResultsInTheOrderOfTheItems) {
    int page = 0;
    std::string book;
    map_in_order(
        4, [&]() -> std::optional<int> { return page < 5 ? std::optional(++page) : std::nullopt; },
        [](int number) {
            if (number == 1) std::this_thread::sleep_for(100ms);  // the others are ready before it
            return "page " + std::to_string(number) + "\n";
        },
        [&](const std::string& text) { book += text; });
    EXPECT_EQ(book, "page 1\npage 2\npage 3\npage 4\npage 5\n");
}

TEST(Examples, StopsAtAFailure) {
    int number = 0;
    std::vector<int> halves;
    const auto even_numbers = [&]() -> std::optional<int> {
        return number < 100 ? std::optional(number += 2) : std::nullopt;
    };
    const auto half = [](int even) {
        if (even == 6) throw std::runtime_error("six is not allowed");
        return even / 2;
    };
    std::string failure;
    try {
        map_in_order(2, even_numbers, half, [&](int result) { halves.push_back(result); });
    } catch (const std::runtime_error& error) {
        failure = error.what();
    }
    EXPECT_EQ(failure, "six is not allowed");
    EXPECT_EQ(halves, (std::vector{1, 2}));
}
