// How heat spreads over a metal plate, computed by several threads.
#pragma once

#include <racecourse/not_started.h>

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
    racecourse::not_started("settle");
}
