// Another design: whoever is done takes the next block. Better than fixed shares where some parts
// take longer than others, or where a core is busy with something else.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <span>
#include <thread>
#include <vector>

[[nodiscard]] inline long long sum_of_squares(std::span<const int> numbers, int threads) {
    constexpr std::size_t block = 10'000;
    std::atomic<std::size_t> next{0};
    std::atomic<long long> total{0};
    {
        std::vector<std::jthread> workers;
        for (int worker = 0; worker < threads; ++worker) {
            workers.emplace_back([&] {
                long long sum = 0;
                for (std::size_t begin = next.fetch_add(block); begin < numbers.size();
                     begin = next.fetch_add(block)) {
                    const std::size_t count = std::min(block, numbers.size() - begin);
                    for (const int n : numbers.subspan(begin, count)) sum += 1LL * n * n;
                }
                total += sum;
            });
        }
    }
    return total;
}
