// Fails: speed, too slow, "share the numbers"
// "Now it runs in a thread." It runs in one.
#pragma once

#include <span>
#include <thread>

[[nodiscard]] inline long long sum_of_squares(std::span<const int> numbers, int threads) {
    long long sum = 0;
    std::jthread worker([&] {
        for (const int n : numbers) sum += 1LL * n * n;
    });
    worker.join();
    return sum;
}
