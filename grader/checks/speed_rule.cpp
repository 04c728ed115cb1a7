#include "checks/speed_rule.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include <fmt/format.h>

namespace grader {
namespace {

bool same(const SpeedDemand& a, const SpeedDemand& b) {
    return std::tie(a.kind, a.what, a.place.file, a.place.line) ==
           std::tie(b.kind, b.what, b.place.file, b.place.line);
}

// The demand of `all` that `demands[at]` is another measurement of: a line in a loop asks again.
SpeedDemand* counterpart(std::vector<SpeedDemand>& all, const std::vector<SpeedDemand>& demands,
                         std::size_t at) {
    auto nth = std::count_if(demands.begin(), demands.begin() + static_cast<std::ptrdiff_t>(at),
                             [&](const SpeedDemand& each) { return same(each, demands[at]); });
    for (SpeedDemand& each : all)
        if (same(each, demands[at]) && nth-- == 0) return &each;
    return nullptr;
}

}  // namespace

void add_round(Speed& speed, const SpeedRound& round) {
    ++speed.rounds;
    speed.cores = round.cores;
    for (std::size_t i = 0; i < round.demands.size(); ++i) {
        const SpeedDemand& now = round.demands[i];
        SpeedDemand* const best = counterpart(speed.demands, round.demands, i);
        if (best == nullptr) {
            speed.demands.push_back(now);
            continue;
        }
        const double sequential = std::min(best->sequential, now.sequential);
        const double misses = best->misses;
        const bool better = now.kind == SpeedDemand::speedup   ? now.parallel < best->parallel
                            : now.kind == SpeedDemand::at_most ? now.measured < best->measured
                                                               : now.measured > best->measured;
        if (better) *best = now;
        best->sequential = sequential;
        best->misses = misses;
    }
    // The last round's: it is the one that the picture and the words speak of.
    speed.lanes = round.lanes;
}

void add_misses(Speed& speed, const SpeedRound& counted) {
    for (std::size_t i = 0; i < counted.demands.size(); ++i) {
        SpeedDemand* const demand = counterpart(speed.demands, counted.demands, i);
        if (demand != nullptr) demand->misses = counted.demands[i].misses;
    }
}

namespace {

double miss_time(const Speed& speed, const SpeedDemand& demand, double miss_cost) {
    return demand.misses * miss_cost / speed.cores;
}

}  // namespace

bool misses_weigh(const Speed& speed, double miss_cost) {
    return std::ranges::any_of(speed.demands, [&](const SpeedDemand& demand) {
        return demand.kind == SpeedDemand::speedup &&
               miss_time(speed, demand, miss_cost) > demand.parallel / 5;
    });
}

void weigh(Speed& speed, const SpeedBand* band, double miss_cost) {
    speed.speedup = 0;
    if (band != nullptr) {
        speed.needed = band->at_least;
        speed.reference = band->right;
    }
    for (SpeedDemand& demand : speed.demands) {
        if (demand.kind == SpeedDemand::speedup) {
            const double parallel =
                std::max(1.0, demand.parallel) + miss_time(speed, demand, miss_cost);
            demand.measured = demand.sequential / parallel;
            demand.limit = speed.needed;
            speed.speedup = demand.measured;
        }
        demand.held = outcome_of(demand) == Outcome::pass;
    }
}

Outcome outcome_of(const SpeedDemand& demand) {
    switch (demand.kind) {
        case SpeedDemand::at_most:
            return demand.measured <= demand.limit ? Outcome::pass : Outcome::too_slow;
        case SpeedDemand::at_least:
            return demand.measured >= demand.limit ? Outcome::pass : Outcome::wrong;
        case SpeedDemand::speedup:
            break;
    }
    // The sequential part is the test's own: no time at all means that it could not be measured.
    if (demand.sequential <= 0) return Outcome::inconclusive;
    if (demand.measured >= demand.limit) return Outcome::pass;
    return demand.measured >= demand.limit * (1 - benefit_of_doubt) ? Outcome::inconclusive
                                                                    : Outcome::too_slow;
}

Outcome outcome_of(const Speed& speed) {
    Outcome outcome = Outcome::pass;
    for (const SpeedDemand& demand : speed.demands) outcome = worst(outcome, outcome_of(demand));
    return outcome;
}

bool asks_for_speedup(const Speed& speed) {
    return std::ranges::any_of(speed.demands, [](const SpeedDemand& demand) {
        return demand.kind == SpeedDemand::speedup;
    });
}

double scaled(double speedup, int virtual_cores, int cores) {
    const double all = virtual_cores;
    if (virtual_cores < 2 || cores < 2 || speedup <= 1) return std::min(speedup, 1.0);
    const double alone = std::clamp((all / speedup - 1) / (all - 1), 0.0, 1.0);
    return 1 / (alone + (1 - alone) / cores);
}

double median(std::vector<double> values) {
    if (values.empty()) return 0;
    std::ranges::sort(values);
    const std::size_t half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

std::optional<std::pair<double, double>> median_interval(std::vector<double> values) {
    // Each value lies on either side of the median like a thrown coin, so the k-th from either end
    // encloses it unless fewer than k fell on that side.
    const std::size_t n = values.size();
    double fewer = 0, term = std::pow(0.5, static_cast<double>(n));
    std::size_t k = 0;
    while (k < n && fewer + term <= 0.025) {
        fewer += term;
        term *= static_cast<double>(n - k) / static_cast<double>(k + 1);
        ++k;
    }
    if (k == 0) return std::nullopt;
    std::ranges::sort(values);
    return std::pair(values[k - 1], values[n - k]);
}

std::string leaves_band(const std::vector<Speed>& measured, const Exercise& exercise, bool right) {
    const Speed* worst = nullptr;
    const SpeedBand* band = nullptr;
    for (const Speed& speed : measured) {
        const auto found = exercise.speed.find(speed.test.substr(speed.test.find('.') + 1));
        if (found == exercise.speed.end()) continue;
        if (speed.speedup <= 0) {
            return fmt::format("{} has no EXPECT_SPEEDUP, but the manifest has [speed.{}].",
                               speed.test, found->first);
        }
        if (worst != nullptr && worst->speedup / band->right <= speed.speedup / found->second.right)
            continue;
        worst = &speed;
        band = &found->second;
    }
    if (worst == nullptr) return {};
    const bool leaves =
        right ? worst->speedup < band->right / band_tolerance
              : worst->speedup > band->wrong * band_tolerance && worst->speedup < band->at_least;
    if (!leaves) return {};
    return fmt::format("reaches {:.2g} times in {}, but the manifest says that {} {}.",
                       worst->speedup, worst->test,
                       right ? "right solutions reach at least" : "impostors reach at most",
                       right ? band->right : band->wrong);
}

std::optional<Outcome> by_wall_clock(const std::vector<WallPair>& pairs, double needed, int cores) {
    if (cores < 2) return Outcome::inconclusive;
    std::vector<double> ratios, busy;
    for (const WallPair& pair : pairs) {
        if (pair.sequential <= 0) return Outcome::inconclusive;
        ratios.push_back(pair.sequential / std::max(1.0, pair.parallel));
        busy.push_back(pair.busy);
    }
    const bool enough = pairs.size() >= most_pairs;
    // A busy machine shows speedups that are not there as well as hiding those that are.
    if (median(busy) > too_busy) {
        if (pairs.size() < first_pairs) return std::nullopt;
        return Outcome::inconclusive;
    }
    if (const auto interval = median_interval(ratios)) {
        if (interval->first >= needed) return Outcome::pass;
        if (interval->second < needed) return Outcome::too_slow;
    }
    if (enough) return Outcome::inconclusive;
    return std::nullopt;
}

}  // namespace grader
