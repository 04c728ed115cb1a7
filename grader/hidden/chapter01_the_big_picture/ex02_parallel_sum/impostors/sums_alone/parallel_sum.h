// Fails: speed, too slow, "share the numbers"
// Right, and by the caller alone.
#pragma once

#include <span>

[[nodiscard]] inline long long sum_of_squares(std::span<const int> numbers, int threads) {
    long long sum = 0;
    for (const int n : numbers) sum += 1LL * n * n;
    return sum;
}
