// How the two functions are used. Try your own ideas here; the grader's hidden tests go further.
#include "prime_sums.h"

#include <gtest/gtest.h>

#include <stdexcept>

TEST(Examples, PrimeFactors) {
    EXPECT_EQ(sum_of_prime_factors(12), 2 + 2 + 3);
    EXPECT_EQ(sum_of_prime_factors(13), 13);
}

TEST(Examples, ByThreads) {
    long told = 0;
    const long sum = sum_by_threads(2, 10, sum_of_prime_factors, 2,
                                    [&](Part, long part_sum) { told += part_sum; });
    EXPECT_EQ(sum, 2 + 3 + 4 + 5 + 5 + 7 + 6 + 6);
    EXPECT_EQ(told, sum) << "Each part is told to progress() once.";
}

TEST(Examples, ByProcesses) {
    EXPECT_EQ(sum_by_processes(2, 10, sum_of_prime_factors, 2, [](Part, long) {}), 38);
}

TEST(Examples, AFailure) {
    const Work fails = [](long number) -> long {
        if (number == 7) throw std::runtime_error("I do not like 7");
        return number;
    };
    EXPECT_THROW((void)sum_by_threads(0, 10, fails, 2, [](Part, long) {}), std::runtime_error);
    EXPECT_THROW((void)sum_by_processes(0, 10, fails, 2, [](Part, long) {}), std::runtime_error);
}
