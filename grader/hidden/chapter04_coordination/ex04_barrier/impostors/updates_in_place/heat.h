// Fails: behaviour, wrong, "sweeps until nothing"
// Saves the second vector. Then a cell's upper and left neighbours are new already and the others
// old, and the result depends on who was where.
#pragma once

#include <algorithm>
#include <barrier>
#include <cmath>
#include <cstddef>
#include <thread>
#include <vector>

struct Plate {
    int rows = 0;
    int columns = 0;
    std::vector<double> temperature;
};

struct Settled {
    int sweeps = 0;     // how many were done
    double change = 0;  // the most that the last of them changed any cell
};

inline double sweep_rows(const Plate& plate, const std::vector<double>& old,
                         std::vector<double>& fresh, int first, int end) {
    const std::ptrdiff_t columns = plate.columns;
    double largest = 0;
    for (int row = first; row < end; ++row) {
        for (int column = 1; column < columns - 1; ++column) {
            const std::ptrdiff_t at = row * columns + column;
            const double before = old[at];
            fresh[at] = (old[at - columns] + old[at + columns] + old[at - 1] + old[at + 1]) / 4;
            largest = std::max(largest, std::abs(fresh[at] - before));
        }
    }
    return largest;
}

[[nodiscard]] inline Settled settle(Plate& plate, double tolerance, int most_sweeps, int threads) {
    Settled result;
    if (most_sweeps == 0) return result;
    std::vector<double> changes(threads);  // the largest of each thread's part
    bool done = false;

    auto end_sweep = [&]() noexcept {
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
            changes[thread] = sweep_rows(plate, plate.temperature, plate.temperature, first, end);
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
