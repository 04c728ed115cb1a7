// How heat spreads over a metal plate, computed by several threads.
#pragma once

#include <algorithm>
#include <barrier>
#include <cmath>
#include <cstddef>
#include <thread>
#include <vector>

// A plate is a grid of cells, each with a temperature. They are stored row by row: the cell of a
// row and a column is temperature[row * columns + column].
struct Plate {
    int rows = 0;
    int columns = 0;
    std::vector<double> temperature;
};

struct Settled {
    int sweeps = 0;     // how many were done
    double change = 0;  // the most that the last of them changed any cell
};

// Computes the rows from `first` up to but not including `end`, from `old` into `fresh`, and
// returns the largest change.
inline double sweep_rows(const Plate& plate, const std::vector<double>& old,
                         std::vector<double>& fresh, int first, int end) {
    const std::ptrdiff_t columns = plate.columns;
    double largest = 0;
    for (int row = first; row < end; ++row) {
        for (int column = 1; column < columns - 1; ++column) {
            const std::ptrdiff_t at = row * columns + column;
            fresh[at] = (old[at - columns] + old[at + columns] + old[at - 1] + old[at + 1]) / 4;
            largest = std::max(largest, std::abs(fresh[at] - old[at]));
        }
    }
    return largest;
}

// Lets the heat spread until nothing changes any more.
//
// - One sweep gives each cell that is not at the plate's edge a new temperature: the mean of the
//   old ones of its four neighbours, (above + below + left + right) / 4. "Old" is from before this
//   sweep, for every cell. The edge keeps its temperatures.
// - After a sweep in which no cell changed by more than `tolerance` there are no more, nor after
//   `most_sweeps` (0 or more) of them. Then the plate holds the last temperatures.
// - `threads` threads (at least one; the calling thread may be one of them) share each sweep's
//   rows. They are started once, not anew for each sweep. There may be more of them than rows.
// - The result is the same, however many threads there are.
[[nodiscard]] inline Settled settle(Plate& plate, double tolerance, int most_sweeps, int threads) {
    Settled result;
    if (most_sweeps == 0) return result;
    std::vector<double> fresh = plate.temperature;  // a copy, because the edge stays as it is
    std::vector<double> changes(threads);           // the largest of each thread's part
    bool done = false;

    // The completion step: everybody has arrived and nobody has gone on, so no lock is needed.
    auto end_sweep = [&]() noexcept {
        plate.temperature.swap(fresh);
        ++result.sweeps;
        result.change = *std::max_element(changes.begin(), changes.end());
        done = result.change <= tolerance || result.sweeps == most_sweeps;
    };
    std::barrier sweep_over(threads, end_sweep);

    const int inner_rows = std::max(0, plate.rows - 2);
    auto work = [&](int thread) {
        const int first = 1 + inner_rows * thread / threads;
        const int end = 1 + inner_rows * (thread + 1) / threads;
        while (!done) {
            changes[thread] = sweep_rows(plate, plate.temperature, fresh, first, end);
            sweep_over.arrive_and_wait();
        }
    };
    {
        std::vector<std::jthread> others;
        for (int thread = 1; thread < threads; ++thread) others.emplace_back(work, thread);
        work(0);
    }  // all have ended here
    return result;
}
