// Fails: behaviour, crash, "numbers"
// Rounded up, nobody's number is forgotten. But the last thread reads on behind the end.
#pragma once

#include <cstddef>
#include <numeric>
#include <span>
#include <thread>
#include <vector>

[[nodiscard]] inline long long sum_of_squares(std::span<const int> numbers, int threads) {
    const std::size_t share = (numbers.size() + threads - 1) / threads;
    std::vector<long long> sums(threads);
    {
        std::vector<std::jthread> workers;
        for (int worker = 0; worker < threads; ++worker) {
            workers.emplace_back([&, worker] {
                long long sum = 0;
                for (std::size_t i = worker * share; i < (worker + 1) * share; ++i)
                    sum += 1LL * numbers[i] * numbers[i];
                sums[worker] = sum;
            });
        }
    }
    return std::accumulate(sums.begin(), sums.end(), 0LL);
}
