// What was asked for and what came out, in a sentence; then the reason, as far as there is one.
#include "explain/speed.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "common/text.h"
#include "explain/speed_words.h"
#include "report/cores.h"

namespace grader {
namespace {

// Two figures with as many digits as it takes to tell them apart.
template <class Show>
std::pair<std::string, std::string> apart(double a, double b, Show show) {
    for (int digits = 0; digits < 4; ++digits)
        if (show(a, digits) != show(b, digits) || a == b) return {show(a, digits), show(b, digits)};
    return {show(a, 4), show(b, 4)};
}

std::string speedup_sentence(const Speed& decided, const SpeedDemand& demand) {
    const double measured = decided.speedup > 0 ? decided.speedup : demand.measured;
    const double needed = decided.needed > 0 ? decided.needed : demand.limit;
    const auto [is, must] = apart(measured, needed, times_as_fast);
    std::string text =
        measured < 0.95
            ? fmt::format(
                  "Your parallel version is slower than the sequential one: {} times as "
                  "fast on {} virtual cores",
                  is, decided.cores)
            : fmt::format(
                  "Your parallel version is {} times as fast as the sequential one on {} virtual "
                  "cores",
                  is, decided.cores);
    text += fmt::format("; {} times is needed", must);
    if (decided.reference > 0)
        text += fmt::format(", the reference reaches {}", times_as_fast(decided.reference));
    return text + ".";
}

std::string sentence(const Speed& decided, const SpeedDemand& demand) {
    if (demand.kind == SpeedDemand::speedup) return speedup_sentence(decided, demand);
    const bool at_least = demand.kind == SpeedDemand::at_least;
    const Measure measure = measure_of(demand);
    const auto [is, may] = demand.seconds
                               ? apart(demand.measured, demand.limit, duration)
                               : apart(demand.measured, demand.limit, [](double value, int digits) {
                                     return fmt::format("{:.{}g}", value, 6 + digits);
                                 });
    const std::string only = at_least ? "only " : "";
    const std::string limit =
        fmt::format("; at {} {} {} ", at_least ? "least" : "most", may, may == "1" ? "is" : "are") +
        (at_least ? "expected." : "allowed.");
    switch (measure) {
        case Measure::time:
            return fmt::format("It took {}{}{}", only, is, limit);
        case Measure::work:
            return fmt::format("It used {}{} of processor time{}", only, is, limit);
        case Measure::spun:
            return fmt::format("It spent {}{} looking again and again at what did not change{}",
                               only, is, limit);
        case Measure::threads:
            return fmt::format("It started {}{}{}", only,
                               counted(std::lround(demand.measured), "thread"), limit);
        case Measure::other:
            break;
    }
    return fmt::format("`{}` is {}{}", harmless(demand.what), is, limit);
}

// The message knows which demands speak of the stretch that the lanes are of; the figures need not
// tell, since each is the best of several rounds. Where it does not say: the parallel part's, else
// that of what was measured last.
bool is_shown(const Speed& decided, const SpeedDemand& demand, const Measured& measured) {
    if (measured.shown.size() == decided.demands.size())
        return measured.shown[static_cast<std::size_t>(&demand - decided.demands.data())];
    for (const SpeedDemand& other : decided.demands)
        if (other.kind == SpeedDemand::speedup) return demand.kind == SpeedDemand::speedup;
    const SpeedDemand& last = decided.demands.back();
    return demand.time == last.time && demand.work == last.work && demand.threads == last.threads;
}

std::string evidence(const Speed& decided, const Measured& measured) {
    std::string text;
    for (const SpeedDemand& demand : decided.demands) {
        const auto shown = [&](double value) {
            return demand.seconds ? duration(value) : fmt::format("{:g}", value);
        };
        text += demand.kind == SpeedDemand::speedup
                    ? fmt::format(
                          "speedup {}, needed {}: sequential {}, parallel {}, {:g} "
                          "cache misses",
                          times_as_fast(demand.measured, 1), times_as_fast(demand.limit, 1),
                          duration(demand.sequential), duration(demand.parallel), demand.misses)
                    : fmt::format("{}: {}, at {} {}", demand.what, shown(demand.measured),
                                  demand.kind == SpeedDemand::at_least ? "least" : "most",
                                  shown(demand.limit));
        text += fmt::format("{}; of it: time {}, work {}, busy waiting {}, {}\n",
                            demand.held ? "" : " (not held)", duration(demand.time),
                            duration(demand.work), duration(demand.spun),
                            counted(demand.threads, "thread"));
    }
    for (std::size_t i = 0; i < measured.lanes.slices.size(); ++i)
        text +=
            fmt::format("{}: {}\n", measured.lanes.names[i], in_words(measured.lanes.slices[i]));
    for (const MeasuredWait& wait : measured.waits)
        text += fmt::format("{} {}{}: {}{}\n",
                            wait.kind == "yield" ? "computed from one to the next" : "waited for",
                            wait.kind, wait.name.empty() ? "" : " " + wait.name,
                            duration(wait.nanoseconds),
                            wait.at ? fmt::format(", {}:{}", wait.at->file, wait.at->line) : "");
    return text + std::string(cores_small_print);
}

}  // namespace

std::vector<Problem> explain_speed(const Speed& decided, std::string_view message,
                                   std::string_view counted, const Names& names) {
    Measured measured = read_measured(message, names);
    if (measured.lines.empty()) measured.lines = read_measured(counted, names).lines;
    std::vector<Problem> problems;
    if (!measured.end.empty() && measured.end != "nothing") {
        problems.push_back(explain_end(measured, names));
        problems.back().test = decided.test;
        return problems;
    }
    bool drawn = false;
    for (const SpeedDemand& demand : decided.demands) {
        if (demand.held) continue;
        Problem problem;
        problem.outcome = demand.kind == SpeedDemand::at_least ? Outcome::wrong : Outcome::too_slow;
        problem.test = decided.test;
        problem.headline = trimmed(demand.because + " " + sentence(decided, demand));
        problem.raw = evidence(decided, measured);
        Measured seen;  // nothing, where it is not this demand's
        seen.cores = measured.cores;
        const bool shown = is_shown(decided, demand, measured);
        say_reason(problem, demand, shown ? measured : seen);
        if (shown && !drawn && !measured.lanes.slices.empty()) {
            problem.lanes = measured.lanes;
            drawn = true;
        }
        problems.push_back(std::move(problem));
    }
    return problems;
}

std::string speed_note(const std::vector<Speed>& all) {
    // Of several the one from which most is asked: another may only compare two parallel versions.
    const auto comes_first = [](const Speed& one, const Speed& other) {
        if (one.needed != other.needed) return one.needed > other.needed;
        return one.speedup < other.speedup;
    };
    const Speed* nearest = nullptr;
    for (const Speed& one : all)
        if (one.speedup > 0 && one.needed > 0 && (!nearest || comes_first(one, *nearest)))
            nearest = &one;
    if (!nearest) return "";
    const auto [is, must] = apart(nearest->speedup, nearest->needed, times_as_fast);
    std::string text =
        fmt::format("{} times as fast on {} virtual cores ({} needed)", is, nearest->cores, must);
    if (nearest->wall_speedup <= 0 || nearest->wall_cores <= 0) return text;
    // Runs that others interrupt measure the others.
    constexpr int too_much = 30;
    if (nearest->wall_busy > too_much)
        return text + fmt::format("; the clock here says nothing, others used {} % of the machine",
                                  std::min(nearest->wall_busy, 100));
    text += fmt::format("; {} times here on {}", times_as_fast(nearest->wall_speedup),
                        grader::counted(nearest->wall_cores, "core"));
    constexpr int noticed = 5;  // per cent: less than that changes nothing
    if (nearest->wall_busy >= noticed)
        text += fmt::format(", which {} {} % busy with other work",
                            nearest->wall_cores == 1 ? "was" : "were",
                            std::min(nearest->wall_busy, 100));
    return text;
}

}  // namespace grader
