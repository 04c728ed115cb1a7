// A sum of squares, computed by several threads.
#pragma once

#include <cstddef>
#include <numeric>
#include <span>
#include <thread>
#include <vector>

// The sum of n * n over all n in `numbers`, computed by `threads` threads that share the work
// evenly among themselves.
//
// - Right for any length, also 0, and for any number of threads from 1 to 60, also for more threads
//   than numbers.
// - The numbers are between -1'000'000 and 1'000'000, and the sum fits into a long long. One square
//   alone may be too large for an int.
// - When the call returns, no thread of it is left.
// - The numbers are only read. Any number of threads may call this at the same time.
[[nodiscard]] inline long long sum_of_squares(std::span<const int> numbers, int threads) {
    std::vector<long long> sums(threads);
    {
        std::vector<std::jthread> workers;
        for (int worker = 0; worker < threads; ++worker) {
            workers.emplace_back([&, worker] {
                // Borders counted from the whole length: no number is left over or counted twice.
                const std::size_t begin = numbers.size() * worker / threads;
                const std::size_t end = numbers.size() * (worker + 1) / threads;
                long long sum = 0;  // the thread's own, so that the loop shares nothing
                for (const int n : numbers.subspan(begin, end - begin)) sum += 1LL * n * n;
                sums[worker] = sum;
            });
        }
    }  // every thread is joined here: only now may its sum be read
    return std::accumulate(sums.begin(), sums.end(), 0LL);
}
