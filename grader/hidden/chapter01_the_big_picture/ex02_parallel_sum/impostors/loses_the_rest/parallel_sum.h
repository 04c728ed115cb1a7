// Fails: behaviour, wrong, "left over"
// length / threads numbers for each, and what the division leaves over for nobody.
#pragma once

#include <cstddef>
#include <numeric>
#include <span>
#include <thread>
#include <vector>

[[nodiscard]] inline long long sum_of_squares(std::span<const int> numbers, int threads) {
    const std::size_t share = numbers.size() / threads;
    std::vector<long long> sums(threads);
    {
        std::vector<std::jthread> workers;
        for (int worker = 0; worker < threads; ++worker) {
            workers.emplace_back([&, worker] {
                long long sum = 0;
                for (const int n : numbers.subspan(worker * share, share)) sum += 1LL * n * n;
                sums[worker] = sum;
            });
        }
    }
    return std::accumulate(sums.begin(), sums.end(), 0LL);
}
