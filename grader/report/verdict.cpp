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

constexpr std::array<std::pair<Pattern, std::string_view>, 39> patterns{{
    {Pattern::no_lock, "no lock"},
    {Pattern::lock_on_one_side, "lock on one side"},
    {Pattern::different_locks, "different locks"},
    {Pattern::readers_lock, "reader's lock"},
    {Pattern::atomic_on_one_side, "atomic on one side"},
    {Pattern::handed_out, "handed out"},
    {Pattern::destroyed_in_use, "destroyed in use"},
    {Pattern::freed_memory, "freed memory"},
    {Pattern::own_lock, "own lock"},
    {Pattern::lock_ring, "lock ring"},
    {Pattern::join_ring, "join ring"},
    {Pattern::waits_holding_a_lock, "waits holding a lock"},
    {Pattern::never_unlocked, "never unlocked"},
    {Pattern::reader_wants_to_write, "reader wants to write"},
    {Pattern::too_early_to_wake, "too early to wake"},
    {Pattern::other_woken, "other woken"},
    {Pattern::never_woken, "never woken"},
    {Pattern::livelock, "livelock"},
    {Pattern::starvation, "starvation"},
    {Pattern::lost_update, "lost update"},
    {Pattern::let_go_between, "let go between"},
    {Pattern::look_then_act, "look then act"},
    {Pattern::old_value, "old value"},
    {Pattern::unlucky_order, "unlucky order"},
    {Pattern::uncaught, "uncaught"},
    {Pattern::not_joined, "not joined"},
    {Pattern::waiting_for_a_lock, "waiting for a lock"},
    {Pattern::busy_waiting, "busy waiting"},
    {Pattern::one_after_another, "one after another"},
    {Pattern::few_threads, "few threads"},
    {Pattern::uneven_shares, "uneven shares"},
    {Pattern::shared_cache_line, "shared cache line"},
    {Pattern::more_work, "more work"},
    {Pattern::small_parts, "small parts"},
    {Pattern::waiting_for_others, "waiting for others"},
    {Pattern::asleep, "asleep"},
    {Pattern::polling, "polling"},
    {Pattern::back_too_early, "back too early"},
    {Pattern::many_threads, "many threads"},
}};

}  // namespace

std::string_view name(Pattern pattern) {
    const auto found = std::find_if(patterns.begin(), patterns.end(),
                                    [&](const auto& entry) { return entry.first == pattern; });
    return found == patterns.end() ? "" : found->second;
}

std::optional<Pattern> pattern_named(std::string_view name) {
    if (name.empty()) return Pattern::none;
    for (const auto& [pattern, its_name] : patterns)
        if (its_name == name) return pattern;
    return std::nullopt;
}

const std::vector<std::string>& all_patterns() {
    static const std::vector<std::string> all = [] {
        std::vector<std::string> result;
        for (const auto& entry : patterns) result.emplace_back(entry.second);
        return result;
    }();
    return all;
}

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
        words += problem.headline + "\n" + problem.mistake + "\n";
        for (const Step& step : problem.steps) {
            words += step.text + "\n" + (step.place ? step.place->text : "") + "\n";
        }
        words += problem.why + "\n" + problem.mend + "\n";
    }
    return words;
}

}  // namespace grader
