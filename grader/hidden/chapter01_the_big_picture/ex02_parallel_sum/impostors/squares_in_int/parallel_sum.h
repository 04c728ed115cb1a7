// Fails: behaviour, crash, "overflow"
// The sum is a long long, but n * n is computed as an int.
#pragma once

#include <cstddef>
#include <numeric>
#include <span>
#include <thread>
#include <vector>

[[nodiscard]] inline long long sum_of_squares(std::span<const int> numbers, int threads) {
    std::vector<long long> sums(threads);
    {
        std::vector<std::jthread> workers;
        for (int worker = 0; worker < threads; ++worker) {
            workers.emplace_back([&, worker] {
                const std::size_t begin = numbers.size() * worker / threads;
                const std::size_t end = numbers.size() * (worker + 1) / threads;
                long long sum = 0;
                for (const int n : numbers.subspan(begin, end - begin)) sum += n * n;
                sums[worker] = sum;
            });
        }
    }
    return std::accumulate(sums.begin(), sums.end(), 0LL);
}
