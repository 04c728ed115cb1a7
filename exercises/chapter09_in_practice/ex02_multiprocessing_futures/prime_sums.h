// A sum over a range of numbers, computed in parts: by threads, and by processes.
#pragma once

#include <racecourse/not_started.h>

#include <functional>

// The sum of a number's prime factors: 12 is 2 * 2 * 3, so 7; for numbers below 2 it is 0. Ready.
inline long sum_of_prime_factors(long number) {
    long sum = 0;
    for (long factor = 2; factor * factor <= number; ++factor) {
        while (number % factor == 0) {
            sum += factor;
            number /= factor;
        }
    }
    return number > 1 ? sum + number : sum;
}

// A part of the range: the numbers from `first` to before `last`.
struct Part {
    long first = 0;
    long last = 0;
};

// What is computed for each number, for instance sum_of_prime_factors.
using Work = std::function<long(long)>;

// Is told the sum of a part.
using Progress = std::function<void(Part, long)>;

// What is true of both functions:
//
// - Returns the sum of work(number) for each number from `first` to before `last`. `work` is called
//   once for each number, by `workers` workers (at least 1) at the same time.
// - The range is cut into parts of about equal length, four for each worker or as many as there are
//   numbers. A worker that is done with one part goes on with another one.
// - progress() is called by the caller's own thread, once for each part, as soon as this part is
//   done: whichever part that is, and whatever others still take. It throws nothing.
// - When it returns or throws, all workers have ended: no thread, no child process, no descriptor
//   is left.

// By threads. If work() throws, so does this: the same exception, after all other parts have been
// done or left out. Waits asleep.
[[nodiscard]] inline long sum_by_threads(long first, long last, const Work& work, int workers,
                                         const Progress& progress) {
    racecourse::not_started("sum_by_threads");
}

// By child processes. If work() throws in one of them, or one ends in whatever other way before its
// work is done, this throws std::runtime_error, after the other workers have done their parts and
// these have been told to progress(). Only the caller's process returns from here; it has no other
// threads meanwhile. A worker need not take over parts from another.
[[nodiscard]] inline long sum_by_processes(long first, long last, const Work& work, int workers,
                                           const Progress& progress) {
    racecourse::not_started("sum_by_processes");
}
