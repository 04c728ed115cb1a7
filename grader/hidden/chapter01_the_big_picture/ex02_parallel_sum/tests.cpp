#include "parallel_sum.h"

#include <racecourse/kit.h>

#include <numeric>
#include <random>
#include <type_traits>

using racecourse::because;
using racecourse::use;

static_assert(std::is_same_v<decltype(sum_of_squares({}, 1)), long long>);

namespace {

long long plain_sum(std::span<const int> numbers) {
    long long sum = 0;
    for (const int n : numbers) sum += 1LL * n * n;
    return sum;
}

std::vector<int> some_numbers(std::size_t count) {
    std::vector<int> numbers(count);
    unsigned value = std::random_device{}();
    for (int& number : numbers) {
        value = value * 1664525u + 1013904223u;
        number = static_cast<int>(value >> 12) % 2001 - 1000;
    }
    return numbers;
}

TEST(Behaviour, AnyLengthAndAnyNumberOfThreads) {
    for (const int threads : {1, 2, 3, 5, 8, 20}) {
        for (const int length : {0, 1, 2, 3, 7, 10, 16, 100, 1001}) {
            // All different, so that the sum shows which one is missing.
            std::vector<int> numbers(length);
            std::iota(numbers.begin(), numbers.end(), 1);
            const long long wanted = plain_sum(numbers);
            const long long sum = sum_of_squares(numbers, threads);
            EXPECT_EQ(sum, wanted)
                << because << "The squares of 1 to " << length << " were to be summed by "
                << threads << " threads. The sum is " << wanted << ", but " << sum
                << " was returned. "
                << (sum < wanted ? "Are numbers left over when the length is not a multiple of the "
                                   "number of threads?"
                                 : "Is any number counted twice?");
            if (sum != wanted) return;
        }
    }
}

TEST(Behaviour, SquaresThatAreTooLargeForAnInt) {
    const std::vector<int> numbers{1'000'000, -1'000'000, 50'000, -3};
    const long long sum = sum_of_squares(numbers, 2);
    EXPECT_EQ(sum, 2'002'500'000'009)
        << because << "1000000, -1000000, 50000 and -3 have the squares 10^12, 10^12, 2.5 * 10^9 "
        << "and 9, which makes 2002500000009. " << sum << " was returned.";
}

TEST(Behaviour, LeavesTheNumbersAlone) {
    const auto before = some_numbers(500);
    const auto numbers = before;
    use(sum_of_squares(std::span<const int>(numbers).subspan(100, 300), 4));
    EXPECT_TRUE(numbers == before) << because << "The numbers must be as they were.";
    EXPECT_EQ(sum_of_squares(std::span<const int>(numbers).subspan(100, 300), 4),
              plain_sum(std::span<const int>(numbers).subspan(100, 300)))
        << because << "Three hundred numbers from the middle of 500 were given; the sum must be "
        << "that of these three hundred alone.";
}

TEST(Races, ThreadsShareOneSum) {
    const auto numbers = some_numbers(20'000);
    const long long wanted = plain_sum(numbers);
    racecourse::repeat(10, [&](int) {
        const long long sum = sum_of_squares(numbers, 4);
        EXPECT_EQ(sum, wanted) << because
                               << "4 threads summed the squares of 20000 numbers. The sum is "
                               << wanted << ", but " << sum << " was returned.";
    });
}

TEST(Races, TwoCallersAtOnce) {
    const auto numbers = some_numbers(5'000);
    const long long wanted = plain_sum(numbers);
    racecourse::start_together(2, [&](int) {
        for (int round = 0; round < 5; ++round) {
            EXPECT_EQ(sum_of_squares(numbers, 3), wanted)
                << because << "Two threads called sum_of_squares() for the same numbers at once. "
                << "Each must get the right sum.";
        }
    });
}

TEST(Speed, EightThreadsShareTheNumbers) {
    const auto numbers = some_numbers(23'900'000);
    long long sum = 0;
    const long long wanted = plain_sum(numbers);
    EXPECT_SPEEDUP([&] { use(plain_sum(numbers)); },
                   [&] { sum = sum_of_squares(numbers, racecourse::cores()); })
        << "Eight threads share the numbers: each square needs only its own number, so nothing "
           "keeps them from working at the same time. With shares that are divided evenly, and no "
           "variable that all of them change, they should be done in a fraction of the time.";
    EXPECT_EQ(sum, wanted) << because << racecourse::cores()
                           << " threads summed the squares of 23.9 million numbers. The sum is "
                           << wanted << ", but " << sum << " was returned.";
}

}  // namespace
