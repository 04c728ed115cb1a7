// A sum of squares, computed by several threads.
#pragma once

#include <racecourse/not_started.h>

#include <span>

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
    racecourse::not_started("sum_of_squares");
}
