// How sum_of_squares() is used. Try your own ideas here; the grader's hidden tests go further.
#include "parallel_sum.h"

#include <gtest/gtest.h>

#include <numeric>
#include <vector>

TEST(Examples, SumsAFewSquares) {
    const std::vector<int> numbers{1, 2, 3, 4};
    EXPECT_EQ(sum_of_squares(numbers, 1), 30);
    EXPECT_EQ(sum_of_squares(numbers, 2), 30);
}

TEST(Examples, SumsAThousandSquares) {
    std::vector<int> numbers(1000);
    std::iota(numbers.begin(), numbers.end(), 1);  // 1, 2, ..., 1000
    EXPECT_EQ(sum_of_squares(numbers, 4), 333'833'500);
}
