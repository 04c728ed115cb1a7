// What it takes to say "this is three times as fast" and be right.
#pragma once

#include <racecourse/not_started.h>

#include <chrono>
#include <functional>
#include <vector>

using Time = std::chrono::nanoseconds;
using Work = std::function<void()>;

// Tells the time since some fixed moment in the past. Only differences mean anything.
using Clock = std::function<Time()>;

// The time on the wall. It goes on while the program sleeps, at one second per second, and never
// goes back, also when somebody sets the computer's date.
inline Time wall_time() {
    racecourse::not_started("wall_time");
}

// The time that processors have spent on this process: on all its threads together. It stands still
// while they all sleep, and goes on twice as fast while two of them compute on two cores.
inline Time cpu_time() {
    racecourse::not_started("cpu_time");
}

// Runs `work` once and returns how far `clock` went meanwhile. If `work` throws, so does this.
inline Time time_of(const Work& work, const Clock& clock) {
    racecourse::not_started("time_of");
}

// The value in the middle when they are sorted; for an even number of values, the mean of the two
// in the middle. Throws std::invalid_argument if there are none.
inline double median(std::vector<double> values) {
    racecourse::not_started("median");
}

// How many times as fast the new one is: 3 means a third of the time, 0.5 means twice as slow.
// Throws std::invalid_argument if one of the times is zero or less: that was too short to measure.
inline double speedup(Time old_time, Time new_time) {
    racecourse::not_started("speedup");
}

// What part of the workers' time is put to use: 1 when n workers are n times as fast as one.
// Throws std::invalid_argument if there is no worker.
inline double efficiency(double speedup, int workers) {
    racecourse::not_started("efficiency");
}

// The highest speedup that Amdahl's law allows, when `parallel_part` of the work (0 for none of it,
// 1 for all) can be shared among the workers, and the rest is done by one of them.
// Throws std::invalid_argument if there is no worker, or the part is not between 0 and 1.
inline double amdahl_bound(double parallel_part, int workers) {
    racecourse::not_started("amdahl_bound");
}

// Measures how many times as fast `new_work` is as `old_work`.
//
// - First runs each of them once without counting it: the first run is always special.
// - Then runs them in pairs, one of each, right after each other, and takes the speedup of each
//   pair. In the first pair the old one comes first, in the second the new one, and so on in turns.
// - Returns the median of these speedups.
//
// Time is taken by `clock`. Throws std::invalid_argument if `pairs` is less than 1, without running
// anything, and as speedup() does if a run was too short to measure.
inline double compare(const Work& old_work, const Work& new_work, int pairs, const Clock& clock) {
    racecourse::not_started("compare");
}
