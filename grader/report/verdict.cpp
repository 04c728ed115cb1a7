// The names of the outcomes, and which of two outcomes the learner must know first.
#include "report/verdict.h"

#include <algorithm>
#include <array>
#include <utility>

namespace grader {

namespace {

// From what must be known first to what can wait. Tampering outranks everything; a machine that
// cannot run a check makes every failure beside it doubtful. A race comes before a crash, a
// deadlock and a wrong result because it causes them: what an unordered program does next changes
// from run to run, the race does not.
constexpr std::array<std::pair<Outcome, std::string_view>, 11> outcomes{{
    {Outcome::rejected, "rejected"},
    {Outcome::environment, "environment"},
    {Outcome::does_not_build, "does not build"},
    {Outcome::race, "race"},
    {Outcome::crash, "crash"},
    {Outcome::deadlock, "deadlock"},
    {Outcome::wrong, "wrong"},
    {Outcome::too_slow, "too slow"},
    {Outcome::not_started, "not started"},
    {Outcome::inconclusive, "inconclusive"},
    {Outcome::pass, "pass"},
}};

}  // namespace

std::string_view name(Mark mark) {
    switch (mark) {
        case Mark::switched:
            return "switch";
        case Mark::deciding:
            return "deciding";
        case Mark::stale:
            return "stale";
        case Mark::timed_out:
            return "time-out";
        case Mark::spurious:
            return "spurious";
        case Mark::last:
            return "end";
    }
    return "unknown";
}

bool TimelineRow::is(Mark mark) const {
    return std::find(marks.begin(), marks.end(), mark) != marks.end();
}

std::string_view name(Outcome outcome) {
    const auto found = std::find_if(outcomes.begin(), outcomes.end(),
                                    [&](const auto& entry) { return entry.first == outcome; });
    return found == outcomes.end() ? "unknown" : found->second;
}

std::optional<Outcome> outcome_named(std::string_view name) {
    for (const auto& [outcome, its_name] : outcomes) {
        if (its_name == name) return outcome;
    }
    return std::nullopt;
}

const std::vector<Outcome>& all_outcomes() {
    static const std::vector<Outcome> all = [] {
        std::vector<Outcome> result;
        for (const auto& entry : outcomes) result.push_back(entry.first);
        return result;
    }();
    return all;
}

Outcome worst(Outcome a, Outcome b) {
    for (const auto& entry : outcomes) {
        if (entry.first == a || entry.first == b) return entry.first;
    }
    return a;
}

std::string words_of(const Verdict& verdict) {
    std::string words;
    for (const Problem& problem : verdict.problems) {
        words += problem.headline + "\n";
        for (const Step& step : problem.steps) {
            words += step.text + "\n" + (step.place ? step.place->text : "") + "\n";
        }
        words += problem.why + "\n" + problem.mend + "\n";
    }
    return words;
}

}  // namespace grader
