// What the two pictures of the virtual cores share: which lanes are shown, what a stretch of one is
// called, and where the time axis has its ticks.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/verdict.h"

namespace grader {

inline constexpr std::string_view cores_title = "What each thread did on the virtual cores:";

// What the virtual cores leave out, for the small print.
inline constexpr std::string_view cores_small_print =
    "The virtual cores know what a thread start, a hand-over, a contended lock and a cache line "
    "that "
    "two cores want cost. They leave out the bandwidth of the memory, cores that share their units "
    "with another one (SMT), and memory that is nearer to some cores than to others (NUMA).";

// "waiting for a lock"; CoreLanes::shares is what is left of a slice: the thread was not there.
[[nodiscard]] std::string_view words(CoreLanes::Share share);

// The lanes to show, all of one length: what is too many for a picture becomes one lane, "and 9
// others", with their mean.
[[nodiscard]] CoreLanes folded(const CoreLanes& lanes);

using Lane = std::vector<CoreLanes::Slice>;
// The mean from one slice to another; either may lie within a slice.
[[nodiscard]] CoreLanes::Slice mean(const Lane& lane, double from, double to);
// What most of the time is; CoreLanes::shares when the thread is not there for most of it.
[[nodiscard]] CoreLanes::Share most_of(const CoreLanes::Slice& slice);
[[nodiscard]] float absent(const CoreLanes::Slice& slice);

// "12 % busy, 86 % waiting for a lock": of the whole time, the largest first.
[[nodiscard]] std::string in_words(const Lane& lane);

// "6.8", "0.042": how many times as fast, with two digits at least that say something, and `more`.
[[nodiscard]] std::string times_as_fast(double speedup, int more = 0);

// Round numbers of milliseconds from 0 on, at most `most` of them.
struct Ticks {
    std::vector<double> milliseconds;
    double all = 0;                                        // the axis' length in milliseconds
    [[nodiscard]] std::string label(std::size_t i) const;  // "15"; the last one "20 ms"
};
[[nodiscard]] Ticks ticks(const CoreLanes& lanes, std::size_t most);

}  // namespace grader
