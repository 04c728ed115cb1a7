// From figures to a verdict: which demands hold, what several rounds say together, and what the
// wall clock can say. Nothing here runs anything.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "catalogue/exercise.h"
#include "checks/speed_round.h"

namespace grader {

inline constexpr int most_rounds = 3;
// A speedup that falls short by less than this share of what is needed may be the machine's noise.
inline constexpr double benefit_of_doubt = 0.2;

// Adds a round's figures: of each demand the best of all rounds counts.
void add_round(Speed& speed, const SpeedRound& round);

// How often the cores took a line from each other, as counted in another build of the same test:
// it makes the parallel part as much longer as the misses of one core cost.
void add_misses(Speed& speed, const SpeedRound& counted);

// Whether they make a parallel part longer by more than a fifth.
[[nodiscard]] bool misses_weigh(const Speed& speed, double miss_cost);

// Works out the speedups and what holds. Without a band nothing is needed of a speedup.
void weigh(Speed& speed, const SpeedBand* band, double miss_cost);

[[nodiscard]] Outcome outcome_of(const SpeedDemand& demand);
// The worst of its demands': pass, wrong, too_slow or inconclusive.
[[nodiscard]] Outcome outcome_of(const Speed& speed);
[[nodiscard]] bool asks_for_speedup(const Speed& speed);

// What `speedup` on `virtual_cores` means for a machine with `cores`, by Amdahl's law: the part of
// the work that is not shared out is the same.
[[nodiscard]] double scaled(double speedup, int virtual_cores, int cores);

// Within which the median lies with a probability of at least 95 %; nothing for fewer than six.
[[nodiscard]] std::optional<std::pair<double, double>> median_interval(std::vector<double> values);
[[nodiscard]] double median(std::vector<double> values);

// What is wrong with the manifest's bands, now that one code was measured again: empty, or a
// sentence. The same code on an idle and on a busy machine, or on another one, differs by less than
// band_tolerance: what lies further off is another code, another compiler or a fault of the
// measurement. An impostor counts where it falls most behind, as in author calibrate; in the other
// tests it may be as fast as any.
inline constexpr double band_tolerance = 1.5;
[[nodiscard]] std::string leaves_band(const std::vector<Speed>& measured, const Exercise& exercise,
                                      bool right);

// Whether the machine itself reaches `needed`. Nothing: more pairs would help.
inline constexpr std::size_t first_pairs = 6, most_pairs = 15;
inline constexpr int too_busy = 15;  // per cent that others may use
[[nodiscard]] std::optional<Outcome> by_wall_clock(const std::vector<WallPair>& pairs,
                                                   double needed, int cores);

}  // namespace grader
