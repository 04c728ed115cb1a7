#include "explain/speed_reason.h"

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

namespace grader {
namespace {

constexpr double start_cost = 30'000;  // nanoseconds, of a thread's start and end
constexpr double most = 0.5;
constexpr double enough = 0.3;     // less of the lost time is no reason worth a sentence
constexpr double together = 1.5;   // threads that run at a time, on the average
constexpr double one_has = 0.6;    // of the work, and the others wait for it
constexpr double unfair = 1.5;     // times an equal share of it
constexpr double glances = 500;    // at what a lock guards: nobody who works looks that often
constexpr double glance = 20'000;  // nanoseconds, at most
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
    // Even shares leave cores idle, too, when threads end one after the other.
    if (f.largest * std::min(f.threads, f.cores) < unfair * f.busy) return {};
    return {SpeedReason::uneven, share};
}

SpeedLoss reason_of_speedup(const SpeedFigures& f) {
    const double cores = f.cores;
    // Threads are started one after another, and meanwhile the other cores have nothing to do.
    const double starts =
        f.threads > 2 * f.cores ? std::min(f.idle, f.threads * start_cost * (cores - 1)) : 0;
    const double work = f.busy - f.asking;
    const double grown =
        f.sequential > 0 && work > more_work * f.sequential ? work - f.sequential : 0;
    const double own = f.sleeping - f.foreign;
    std::pair<SpeedReason, double> losses[] = {
        {SpeedReason::sharing, f.misses * cores},
        {SpeedReason::lock, f.lock},
        {SpeedReason::spinning, f.spinning + f.asking},
        {SpeedReason::blocked, f.blocked},
        {own >= f.called ? SpeedReason::asleep : SpeedReason::called, std::max(own, f.called)},
        {SpeedReason::too_fine, starts},
        {SpeedReason::grown, grown},
        {SpeedReason::few_threads, f.idle - starts},
    };
    std::ranges::stable_sort(losses, std::greater(), [](const auto& one) { return one.second; });
    for (const auto& [reason, time] : losses) {
        const double share = f.lost() > 0 ? std::min(1.0, time / f.lost()) : 0;
        if (share < enough) break;
        if (reason != SpeedReason::few_threads) return {reason, share};
        // Cores without work may be no more than what comes of the next reason.
        const SpeedLoss idle = reason_of_idle(f, share);
        if (idle.reason != SpeedReason::unknown) return idle;
    }
    return {};
}

// Of what takes too long all threads together lose nothing: what counts is what the others wait
// for.
SpeedLoss reason_of_time(const SpeedFigures& f) {
    if (f.span <= 0) return {};
    const auto part = [&](double time) { return std::min(1.0, time / f.span); };
    if (part(f.spinning + f.asking) >= most)
        return {SpeedReason::spinning, part(f.spinning + f.asking)};
    if (part(f.lock) >= most) return {SpeedReason::lock, part(f.lock)};
    if (part(f.sleeping) >= most && f.threads >= 2 && f.sleepers >= 2 && one_by_one(f))
        return {SpeedReason::one_after_another, part(f.sleeping)};
    if (part(f.sleeping - f.foreign) >= most)
        return {SpeedReason::asleep, part(f.sleeping - f.foreign)};
    if (part(f.called) >= most) return {SpeedReason::called, part(f.called)};
    if (part(f.busy) >= most)
        return {f.threads >= 2 && f.workers >= 2 && one_by_one(f) && f.largest < one_has * f.busy
                    ? SpeedReason::one_after_another
                    : SpeedReason::computing,
                part(f.busy)};
    // Where the test sleeps all the time, it is not known what the others could have done.
    if (f.foreign > 0 && part(f.span - f.active) < enough) return {};
    return {SpeedReason::blocked, part(f.span - f.active)};
}

SpeedLoss reason_of_work(const SpeedDemand& demand, const SpeedFigures& f) {
    if (measure_of(demand) == Measure::spun || demand.spun >= most * demand.work)
        return {SpeedReason::spinning, 0};
    if (f.asking > 0 && f.asking >= most * demand.work) return {SpeedReason::spinning, 0};
    if (f.sleeping - f.foreign >= most * f.span && f.span > 0) return {SpeedReason::polling, 0};
    if (f.glances >= glances && f.lock >= most * f.span) return {SpeedReason::spinning, 0};
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
        f.sleepers +=
            (i > 0 || lanes.slices.size() == 1) && sleeping > there * static_cast<float>(length)
                ? 1
                : 0;
        computed.push_back(busy * slice);
        if (computed.back() > f.largest) f.largest = computed.back(), f.widest = i;
    }
    double own = 0;
    for (const MeasuredWait& wait : measured.waits) {
        if (wait.kind == "sleep" && wait.at) (wait.in_test ? f.called : own) += wait.nanoseconds;
        if (wait.kind == "yield" && wait.at && !wait.in_test) f.asking += wait.nanoseconds;
        if (wait.kind == "lock" && wait.nanoseconds <= glance * wait.times)
            f.glances = std::max(f.glances, wait.times);
    }
    f.foreign = std::max(0.0, f.sleeping - own);
    f.called = std::min(f.called, f.foreign);
    f.asking = std::min(f.asking, f.busy);
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
