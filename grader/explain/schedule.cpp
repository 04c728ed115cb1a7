// Which words a finding gets: the outcome, the headline, and for a test that failed what the
// deciding switch did. Threads that wait for ever and misused memory have files of their own.
#include "explain/schedule.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "common/error.h"
#include "common/text.h"
#include "explain/schedule_parts.h"
#include "explain/stuck_words.h"

namespace grader {
namespace {

struct Kind {
    std::string_view name;
    Outcome outcome;
    void (*explain)(Problem&, const Told&);
};

void explain_failure(Problem& problem, const Told& told);
void explain_running(Problem& problem, const Told& told);
void explain_call(Problem& problem, const Told& told);
void explain_threads(Problem& problem, const Told& told);
void explain_outcome(Problem& problem, const Told& told);

constexpr std::array kinds = {
    Kind{"wrong", Outcome::wrong, explain_failure},
    Kind{"exception", Outcome::crash, explain_failure},
    Kind{"crash", Outcome::crash, explain_failure},
    Kind{"race", Outcome::race, explain_memory},
    Kind{"use_after_free", Outcome::crash, explain_memory},
    Kind{"double_free", Outcome::crash, explain_memory},
    Kind{"double_unlock", Outcome::crash, explain_memory},
    Kind{"unlock_by_other", Outcome::crash, explain_memory},
    Kind{"destroyed_in_use", Outcome::crash, explain_memory},
    Kind{"deadlock", Outcome::deadlock, explain_stuck},
    Kind{"lost_wakeup", Outcome::deadlock, explain_stuck},
    Kind{"livelock", Outcome::deadlock, explain_stuck},
    Kind{"starvation", Outcome::deadlock, explain_stuck},
    Kind{"still_running", Outcome::wrong, explain_running},
    Kind{"too_long", Outcome::too_slow, explain_running},
    Kind{"environment", Outcome::environment, explain_call},
    Kind{"too_many_threads", Outcome::too_slow, explain_threads},
    Kind{"nothing", Outcome::pass, explain_outcome},
};

// Where the sentence's steps are: one place where they share it, else one each.
void show(Problem& problem, const Told& told, const Decision& decided) {
    if (decided.sentence.empty()) return;
    const auto& events = told.finding.events;
    const auto same = [&](std::size_t i) {
        const auto& first = events[decided.events.front()].at;
        return events[i].at && first && events[i].at->place.file == first->place.file &&
               events[i].at->place.line == first->place.line;
    };
    if (decided.events.size() > 1 &&
        std::all_of(decided.events.begin(), decided.events.end(), same)) {
        problem.steps.push_back({decided.sentence + " All of it happens in this line:",
                                 place_of(events[decided.events.front()].at)});
        return;
    }
    problem.steps.push_back({decided.sentence, std::nullopt});
    for (const std::size_t i : decided.events)
        if (events[i].at) problem.steps.push_back(told.event(i));
}

// What the language allows and nobody expects: said once each, where it happened.
void show_surprises(Problem& problem, const Told& told) {
    bool time = false, woken = false;
    for (std::size_t i = 0; i < told.finding.events.size(); ++i) {
        const FoundEvent& event = told.finding.events[i];
        if (!event.at) continue;
        if (event.op == "timeout" && !time)
            problem.steps.push_back(
                {fmt::format("A time-out fired here{}: {}'s time limit ran out before anybody "
                             "woke it.",
                             told.step(i), told.finding.thread(event.thread)),
                 place_of(event.at)});
        if (event.op == "spurious" && !woken)
            problem.steps.push_back(
                {fmt::format("{} was woken here without a notify{}, which the language allows. A "
                             "wait with a condition looks again:",
                             told.finding.who(event.thread), told.step(i)),
                 place_of(event.at)});
        time = time || event.op == "timeout";
        woken = woken || event.op == "spurious";
    }
}

void explain_failure(Problem& problem, const Told& told) {
    const Finding& finding = told.finding;
    if (finding.kind == "wrong") {
        const Reasoned reasoned = split_because(finding.text);
        problem.headline = !reasoned.because.empty()
                               ? reasoned.because
                               : "Something that the test expects does not hold.";
    } else if (finding.kind == "exception") {
        problem.headline =
            finding.text.empty()
                ? "An exception came out where none was expected."
                : fmt::format("An exception came out where none was expected: {}", finding.text);
    } else {
        problem.headline = finding.text.empty()
                               ? "The program crashed."
                               : fmt::format("The program crashed ({}).", finding.text);
    }
    const Decision decided = decision(finding);
    show(problem, told, decided);
    problem.mend = decided.mend;
    problem.pattern = decided.pattern;
    if (finding.kind == "wrong") return;
    // Where it was when it ended, if that was not said yet.
    for (std::size_t i = finding.events.size(); i-- > 0;) {
        const FoundEvent& last = finding.events[i];
        if (!last.at) continue;
        if (std::find(decided.events.begin(), decided.events.end(), i) == decided.events.end())
            problem.steps.push_back({fmt::format("The last step before the end was {}'s{}:",
                                                 finding.thread(last.thread), told.step(i)),
                                     last.at->place});
        break;
    }
}

void explain_running(Problem& problem, const Told& told) {
    const Finding& finding = told.finding;
    std::vector<std::string> names;
    for (const FoundWait& wait : finding.waits)
        if (wait.thread != 0 || finding.kind == "too_long")
            names.push_back(finding.thread(wait.thread));
    if (finding.kind == "too_long") {
        problem.headline =
            "The test does not come to an end: it was stopped after very many steps.";
        problem.why =
            "Either a loop never ends, or it does far more than it should. A thread that waits "
            "should sleep (on a condition variable, say) instead of looking again and again.";
    } else {
        problem.headline =
            names.empty() ? "The test ended while a thread was still running."
                          : fmt::format("The test ended while {} {} still running.",
                                        joined(names, " and "), names.size() == 1 ? "was" : "were");
        problem.why =
            "Nobody waits for such a thread, so it may go on while the things that it uses are "
            "destroyed.";
        problem.mend = "Join every thread that you start; std::jthread does it by itself.";
        problem.pattern = Pattern::not_joined;
    }
    for (const FoundWait& wait : finding.waits) {
        for (const FoundThread& thread : finding.threads)
            if (thread.id == wait.thread && thread.created && finding.kind == "still_running")
                problem.steps.push_back(
                    {finding.who(wait.thread) + " was started here:", thread.created->place});
        if (wait.at)
            problem.steps.push_back({fmt::format("{} {} here:", finding.who(wait.thread),
                                                 action(finding, wait, Quotes::yes)),
                                     wait.at->place});
    }
}

void explain_call(Problem& problem, const Told& told) {
    const Finding& finding = told.finding;
    const std::string call = finding.text.empty() ? "something" : fmt::format("`{}`", finding.text);
    // A call's name, or what is too much: that is words.
    if (finding.text.find(' ') != std::string::npos) {
        problem.headline = fmt::format("This check cannot follow your code: {}.", finding.text);
    } else {
        problem.headline = fmt::format(
            "This check cannot follow your code into {}, which waits for something outside of the "
            "program.",
            call);
    }
    for (std::size_t i = finding.events.size(); i-- > 0;)
        if (finding.events[i].at) {
            problem.steps.push_back(
                {"It is called here, or a little later:", finding.events[i].at->place});
            break;
        }
    for (const FoundWait& wait : finding.waits)
        if (wait.at && (wait.op.empty() || wait.op == finding.text || finding.events.empty()))
            problem.steps = {
                {fmt::format("{} calls it here:", finding.who(wait.thread)), wait.at->place}};
    problem.why =
        "The check decides which thread runs next, and can do so only while all of them use "
        "threads, locks and atomics of C++.";
}

// Its last step is the start of the one too many.
void explain_threads(Problem& problem, const Told& told) {
    const auto& events = told.finding.events;
    if (events.empty() || !events.back().at) {
        problem.outcome = Outcome::environment;
        problem.headline =
            "The test itself starts more threads than this check can follow, 63. That is not your "
            "code's fault.";
        return;
    }
    say(problem, too_many_threads_words);
    problem.headline = "More than 63 threads are started, in a test that needs only a few.";
    problem.steps.push_back({"They are started here:", events.back().at->place});
}

// Nothing failed: a litmus test that came to the outcome that was asked for.
void explain_outcome(Problem& problem, const Told& told) {
    problem.headline = fmt::format("{} comes about like this:", told.finding.text);
}

// The evidence without addresses: what -v shows.
std::string evidence(const Finding& finding) {
    std::string text =
        fmt::format("{}: try {} of {} ({}), {}\n", finding.kind, finding.schedule, finding.of,
                    finding.strategy, counted(finding.switches, "switch"));
    if (finding.kind == "wrong")
        text += fmt::format("{}:{}\n{}\n", finding.file, finding.line,
                            split_because(finding.text).message);
    for (std::size_t i = 0; i < finding.events.size(); ++i) {
        const FoundEvent& event = finding.events[i];
        text += fmt::format("{:>5} {}: {}", event.number, finding.thread(event.thread),
                            action(finding, i));
        if (event.at) text += fmt::format("  {}:{}", event.at->place.file, event.at->place.line);
        text += "\n";
    }
    return text;
}

}  // namespace

Problem explain_schedule(std::string_view json, const Names& names) {
    const Finding finding = read_finding(json, names);
    const auto kind = std::find_if(kinds.begin(), kinds.end(),
                                   [&](const Kind& one) { return one.name == finding.kind; });
    if (kind == kinds.end())
        throw Error(fmt::format(
            "The schedules check found something of a kind that is not known here: {}. Is the "
            "grader of one version?",
            finding.kind));
    Told told = tell(finding, names);
    Problem problem;
    problem.outcome = kind->outcome;
    problem.test = finding.test;
    problem.token = finding.token;
    problem.raw = evidence(finding);
    kind->explain(problem, told);
    if (kind->outcome != Outcome::environment) show_surprises(problem, told);
    // Beginnings and ends alone tell nothing, and 63 starts no more than one.
    const auto& rows = told.timeline.rows;
    if (finding.kind == "too_many_threads") return problem;
    if (std::any_of(rows.begin(), rows.end(), [](const TimelineRow& row) { return row.place; }))
        problem.timeline = std::move(told.timeline);
    return problem;
}

}  // namespace grader
