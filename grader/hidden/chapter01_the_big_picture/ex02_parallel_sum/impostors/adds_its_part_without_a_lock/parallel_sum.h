// Fails: races, race, "total"
// Each thread adds only once, "so they will hardly ever meet". When they do, one of the parts is
// lost.
#pragma once

#include <cstddef>
#include <span>
#include <thread>
#include <vector>

[[nodiscard]] inline long long sum_of_squares(std::span<const int> numbers, int threads) {
    long long total = 0;
    {
        std::vector<std::jthread> workers;
        for (int worker = 0; worker < threads; ++worker) {
            workers.emplace_back([&, worker] {
                const std::size_t begin = numbers.size() * worker / threads;
                const std::size_t end = numbers.size() * (worker + 1) / threads;
                long long sum = 0;
                for (const int n : numbers.subspan(begin, end - begin)) sum += 1LL * n * n;
                total += sum;
            });
        }
    }
    return total;
}
