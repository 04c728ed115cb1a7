// Fails: speed, too slow, "evenly"
// The shares are rounded down generously, to whole blocks, and the last thread takes all that is
// left.
#pragma once

#include <cstddef>
#include <numeric>
#include <span>
#include <thread>
#include <vector>

[[nodiscard]] inline long long sum_of_squares(std::span<const int> numbers, int threads) {
    const std::size_t block = 1'500'000;
    const std::size_t share = numbers.size() / threads / block * block;
    std::vector<long long> sums(threads);
    {
        std::vector<std::jthread> workers;
        for (int worker = 0; worker < threads; ++worker) {
            workers.emplace_back([&, worker] {
                const std::size_t begin = worker * share;
                const std::size_t end = worker == threads - 1 ? numbers.size() : begin + share;
                long long sum = 0;
                for (const int n : numbers.subspan(begin, end - begin)) sum += 1LL * n * n;
                sums[worker] = sum;
            });
        }
    }
    return std::accumulate(sums.begin(), sums.end(), 0LL);
}
