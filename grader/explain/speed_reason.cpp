#include "explain/speed_reason.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace grader {
namespace {

constexpr double start_cost = 30'000;  // nanoseconds, of a thread's start and end
constexpr double most = 0.5;
constexpr double enough = 0.3;     // less of the lost time is no reason worth a sentence
constexpr double together = 1.5;   // threads that run at a time, on the average
constexpr double one_has = 0.6;    // of the work, and the others wait for it
constexpr double more_work = 1.3;  // than the sequential version
constexpr float there = 0.02F;     // of the span

bool one_by_one(const SpeedFigures& f) {
    return f.busy + f.spinning + f.sleeping < together * f.active;
}

SpeedLoss reason_of_idle(const SpeedFigures& f, double share) {
    if (f.threads == 0) return {SpeedReason::few_threads, share};
    if (f.workers >= 2 || f.sleepers >= 2) {
        if (f.largest >= one_has * f.busy && f.sleeping < f.busy)
            return {SpeedReason::uneven, share};
        if (one_by_one(f)) return {SpeedReason::one_after_another, share};
    }
    if (f.threads < f.cores && 4 * std::max(f.workers, 1) <= 3 * f.cores)
        return {SpeedReason::few_threads, share};
    return {SpeedReason::uneven, share};
}

SpeedLoss reason_of_speedup(const SpeedFigures& f) {
    const double cores = f.cores;
    // Threads are started one after another, and meanwhile the other cores have nothing to do.
    const double starts =
        f.threads > 2 * f.cores ? std::min(f.idle, f.threads * start_cost * (cores - 1)) : 0;
    const double grown =
        f.sequential > 0 && f.busy > more_work * f.sequential ? f.busy - f.sequential : 0;
    const std::pair<SpeedReason, double> losses[] = {
        {SpeedReason::sharing, f.misses * cores},
        {SpeedReason::lock, f.lock},
        {SpeedReason::spinning, f.spinning},
        {SpeedReason::blocked, f.blocked},
        {SpeedReason::asleep, f.sleeping},
        {SpeedReason::too_fine, starts},
        {SpeedReason::grown, grown},
        {SpeedReason::few_threads, f.idle - starts},
    };
    const auto* const worst =
        std::max_element(std::begin(losses), std::end(losses),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    const double share = f.lost() > 0 ? std::min(1.0, worst->second / f.lost()) : 0;
    if (share < enough) return {};
    if (worst->first == SpeedReason::few_threads) return reason_of_idle(f, share);
    return {worst->first, share};
}

// Of what takes too long all threads together lose nothing: what counts is what the others wait
// for.
SpeedLoss reason_of_time(const SpeedFigures& f) {
    if (f.span <= 0) return {};
    const auto part = [&](double time) { return std::min(1.0, time / f.span); };
    if (part(f.spinning) >= most) return {SpeedReason::spinning, part(f.spinning)};
    if (part(f.lock) >= most) return {SpeedReason::lock, part(f.lock)};
    if (part(f.sleeping) >= most)
        return {
            f.sleepers >= 2 && one_by_one(f) ? SpeedReason::one_after_another : SpeedReason::asleep,
            part(f.sleeping)};
    if (part(f.busy) >= most)
        return {f.workers >= 2 && one_by_one(f) && f.largest < one_has * f.busy
                    ? SpeedReason::one_after_another
                    : SpeedReason::computing,
                part(f.busy)};
    return {SpeedReason::blocked, part(f.span - f.active)};
}

SpeedLoss reason_of_work(const SpeedDemand& demand, const SpeedFigures& f) {
    if (measure_of(demand) == Measure::spun || demand.spun >= most * demand.work)
        return {SpeedReason::spinning, 0};
    if (f.sleeping >= most * f.span && f.span > 0) return {SpeedReason::polling, 0};
    return {SpeedReason::computing, 0};
}

}  // namespace

double SpeedFigures::lost() const {
    const double all = cores * (span + misses);
    return std::max(0.0, all - (sequential > 0 ? std::min(sequential, busy) : busy));
}

SpeedFigures figures_of(const Measured& measured, const SpeedDemand& demand) {
    SpeedFigures f;
    const CoreLanes& lanes = measured.lanes;
    f.cores = measured.cores;
    f.threads = demand.threads;
    f.span = lanes.nanoseconds;
    f.sequential = demand.sequential;
    if (demand.kind == SpeedDemand::speedup && demand.measured > 0)
        f.misses = std::max(0.0, demand.sequential / demand.measured - demand.parallel);
    std::size_t length = 0;
    for (const auto& lane : lanes.slices) length = std::max(length, lane.size());
    if (length == 0) return f;
    const double slice = f.span / static_cast<double>(length);
    std::vector<double> present(length), active(length);
    std::vector<double> computed;
    for (std::size_t i = 0; i < lanes.slices.size(); ++i) {
        double busy = 0, sleeping = 0;
        for (std::size_t k = 0; k < lanes.slices[i].size(); ++k) {
            const CoreLanes::Slice& s = lanes.slices[i][k];
            const bool others = i == 0 && lanes.slices.size() > 1;
            const float blocked = others ? 0 : s[CoreLanes::blocked];
            busy += s[CoreLanes::busy];
            sleeping += s[CoreLanes::sleeping];
            f.spinning += s[CoreLanes::spinning] * slice;
            f.lock += s[CoreLanes::lock] * slice;
            f.blocked += blocked * slice;
            active[k] += s[CoreLanes::busy] + s[CoreLanes::spinning] + s[CoreLanes::sleeping];
            present[k] += s[CoreLanes::busy] + s[CoreLanes::spinning] + s[CoreLanes::lock] +
                          s[CoreLanes::sleeping] + blocked;
        }
        f.busy += busy * slice;
        f.sleeping += sleeping * slice;
        f.sleepers += sleeping > there * static_cast<float>(length) ? 1 : 0;
        computed.push_back(busy * slice);
        if (computed.back() > f.largest) f.largest = computed.back(), f.widest = i;
    }
    for (const double one : computed) f.workers += one > 0 && one * 4 * f.cores >= f.busy ? 1 : 0;
    for (std::size_t k = 0; k < length; ++k) {
        f.idle += std::max(0.0, f.cores - present[k]) * slice;
        f.active += std::min(1.0, active[k]) * slice;
    }
    return f;
}

Measure measure_of(const SpeedDemand& demand) {
    const std::string& what = demand.what;
    for (const auto& [ending, measure] : {std::pair{".work", Measure::work},
                                          {".spun", Measure::spun},
                                          {".threads", Measure::threads}})
        if (what.ends_with(ending)) return measure;
    return demand.seconds ? Measure::time : Measure::other;
}

SpeedLoss reason_of(const SpeedDemand& demand, const SpeedFigures& figures) {
    if (demand.kind == SpeedDemand::speedup) return reason_of_speedup(figures);
    const Measure measure = measure_of(demand);
    if (demand.kind == SpeedDemand::at_least)
        return {measure == Measure::time ? SpeedReason::early : SpeedReason::unknown, 0};
    switch (measure) {
        case Measure::time:
            return reason_of_time(figures);
        case Measure::work:
        case Measure::spun:
            return reason_of_work(demand, figures);
        case Measure::threads:
            return {SpeedReason::many_threads, 0};
        case Measure::other:
            break;
    }
    return {};
}

}  // namespace grader
