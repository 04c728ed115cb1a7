// What it takes to say "this is three times as fast" and be right.
#pragma once

#include <algorithm>
#include <chrono>
#include <ctime>
#include <functional>
#include <stdexcept>
#include <vector>

using Time = std::chrono::nanoseconds;
using Work = std::function<void()>;

// Tells the time since some fixed moment in the past. Only differences mean anything.
using Clock = std::function<Time()>;

// The time on the wall. It goes on while the program sleeps, at one second per second, and never
// goes back, also when somebody sets the computer's date.
inline Time wall_time() {
    return std::chrono::steady_clock::now().time_since_epoch();
}

// The time that processors have spent on this process: on all its threads together. It stands still
// while they all sleep, and goes on twice as fast while two of them compute on two cores.
inline Time cpu_time() {
    const std::chrono::duration<double> seconds(static_cast<double>(std::clock()) / CLOCKS_PER_SEC);
    return std::chrono::duration_cast<Time>(seconds);
}

// Runs `work` once and returns how far `clock` went meanwhile. If `work` throws, so does this.
inline Time time_of(const Work& work, const Clock& clock) {
    const Time start = clock();
    work();
    return clock() - start;
}

// The value in the middle when they are sorted; for an even number of values, the mean of the two
// in the middle. Throws std::invalid_argument if there are none.
inline double median(std::vector<double> values) {
    if (values.empty()) throw std::invalid_argument("the median of nothing");
    std::ranges::sort(values);
    const std::size_t middle = values.size() / 2;
    if (values.size() % 2 == 1) return values[middle];
    return (values[middle - 1] + values[middle]) / 2;
}

// How many times as fast the new one is: 3 means a third of the time, 0.5 means twice as slow.
// Throws std::invalid_argument if one of the times is zero or less: that was too short to measure.
inline double speedup(Time old_time, Time new_time) {
    if (old_time <= Time::zero() || new_time <= Time::zero())
        throw std::invalid_argument("too short to be measured");
    return static_cast<double>(old_time.count()) / static_cast<double>(new_time.count());
}

// What part of the workers' time is put to use: 1 when n workers are n times as fast as one.
// Throws std::invalid_argument if there is no worker.
inline double efficiency(double speedup, int workers) {
    if (workers < 1) throw std::invalid_argument("nobody works");
    return speedup / workers;
}

// The highest speedup that Amdahl's law allows, when `parallel_part` of the work (0 for none of it,
// 1 for all) can be shared among the workers, and the rest is done by one of them.
// Throws std::invalid_argument if there is no worker, or the part is not between 0 and 1.
inline double amdahl_bound(double parallel_part, int workers) {
    if (workers < 1) throw std::invalid_argument("nobody works");
    if (!(parallel_part >= 0 && parallel_part <= 1))
        throw std::invalid_argument("a part is between 0 and 1");
    return 1 / ((1 - parallel_part) + parallel_part / workers);
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
    if (pairs < 1) throw std::invalid_argument("at least one pair is needed");
    old_work();
    new_work();
    std::vector<double> speedups;
    for (int pair = 0; pair < pairs; ++pair) {
        Time old_time{};
        Time new_time{};
        if (pair % 2 == 0) {
            old_time = time_of(old_work, clock);
            new_time = time_of(new_work, clock);
        } else {
            new_time = time_of(new_work, clock);
            old_time = time_of(old_work, clock);
        }
        speedups.push_back(speedup(old_time, new_time));
    }
    return median(speedups);
}
