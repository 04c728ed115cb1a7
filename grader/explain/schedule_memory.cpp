// Races, memory that is gone, and locks that are misused, found under a chosen schedule. The words
// are those of the sanitizers' reports wherever these know the same fault.
#include <algorithm>

#include <fmt/format.h>

#include "explain/asan_kinds.h"
#include "explain/schedule_parts.h"
#include "explain/tsan_sentences.h"

namespace grader {
namespace {

bool known(const Finding& finding, int object) {
    const FoundObject* const found = finding.object(object);
    return found && !found->name.empty();
}

// Whether the thread took the lock that it holds at the event for reading only.
bool held_for_reading(const Finding& finding, int thread, int lock, int event) {
    bool reading = false;
    for (const FoundEvent& each : finding.events)
        if (each.number <= event && each.thread == thread && each.object == lock && each.locks())
            reading = each.op == "rdlock" || each.op == "tryrdlock";
    return reading;
}

// The finding as ThreadSanitizer would report it: the access that was noticed comes first there.
TsanReport as_report(const Finding& finding) {
    TsanReport report;
    report.kind = "data race";
    const FoundAccess* const both[] = {&finding.accesses[1], &finding.accesses[0]};
    for (const FoundAccess* one : both) {
        Access access;
        access.write = one->write;
        access.atomic = one->atomic;
        access.who = finding.who(one->thread);
        access.stack = one->stack;
        for (const int lock : one->holds) {
            const std::string id = std::to_string(lock);
            access.locks.emplace_back(id,
                                      !held_for_reading(finding, one->thread, lock, one->event));
            report.lock_names[id] = finding.quoted(lock);
        }
        report.accesses.push_back(std::move(access));
    }
    if (known(finding, finding.accesses[0].object))
        report.variable = finding.named(finding.accesses[0].object);
    return report;
}

void explain_race_here(Problem& problem, const Told& told) {
    const Finding& finding = told.finding;
    if (finding.accesses.size() < 2) {
        problem.headline =
            "Two threads use the same memory at the same time, and at least one of them changes "
            "it.";
        return;
    }
    const Problem race = explain_race(as_report(finding), told.names);
    problem.headline = race.headline;
    problem.steps = race.steps;
    problem.why = race.why;
    problem.mend = race.mend;
    problem.pattern = race.pattern;
}

std::string step_of(const Told& told, int event) {
    for (std::size_t i = 0; i < told.finding.events.size(); ++i)
        if (told.finding.events[i].number == event) return told.step(i);
    return "";
}

void explain_freed(Problem& problem, const Told& told) {
    const Finding& finding = told.finding;
    const bool twice = finding.kind == "double_free";
    const MemoryWords words = words_for_memory(twice ? "double-free" : "heap-use-after-free", "");
    problem.headline = words.headline;
    problem.why = words.why;
    problem.mend = words.mend;
    problem.pattern = Pattern::freed_memory;
    if (finding.accesses.size() < 2) return;
    const FoundAccess &gone = finding.accesses[0], &used = finding.accesses[1];
    const std::string what = known(finding, used.object) ? finding.quoted(used.object) : "memory";
    const std::string verb = twice ? "frees" : used.write ? "writes to" : "reads";
    problem.headline =
        twice ? fmt::format("{} frees {}, which {} has freed already.", finding.who(used.thread),
                            what, gone.thread == used.thread ? "it" : finding.thread(gone.thread))
              : fmt::format("{} {} {} after {} has freed it.", finding.who(used.thread), verb, what,
                            gone.thread == used.thread ? "it" : finding.thread(gone.thread));
    const auto add = [&](const FoundAccess& one, std::string_view does) {
        problem.steps.push_back({fmt::format("{} {} it {}{}{}", finding.who(one.thread), does,
                                             one.at ? "here" : "in the test",
                                             step_of(told, one.event), one.at ? ":" : "."),
                                 place_of(one.at)});
    };
    add(gone, "frees");
    add(used, verb);
}

// Locks that are unlocked or destroyed when they must not be. The last step is the fault.
void explain_misuse(Problem& problem, const Told& told) {
    const Finding& finding = told.finding;
    const auto& events = finding.events;
    const bool destroyed = finding.kind == "destroyed_in_use";
    TsanReport report;
    report.kind = destroyed ? "destroy of a locked mutex" : "unlock of an unlocked mutex";
    const Problem words = explain_other(report, told.names);
    problem.headline = words.headline;
    problem.why = words.why;
    problem.mend = words.mend;
    problem.pattern = words.pattern;
    if (events.empty()) return;

    const std::size_t last = events.size() - 1;
    const FoundEvent& fault = events[last];
    const std::string who = finding.who(fault.thread), what = finding.quoted(fault.object);
    // Who has, or had, the lock.
    std::size_t before = events.size();
    for (std::size_t i = 0; i < last; ++i)
        if (events[i].object == fault.object &&
            (finding.kind == "double_unlock" ? events[i].op == "unlock" : events[i].locks()))
            before = i;
    if (destroyed) {
        const FoundObject* const object = finding.object(fault.object);
        int user = finding.holder(fault.object, last, fault.thread);
        std::string does = "holds it";
        for (const FoundWait& wait : finding.waits)
            if (user < 0 && wait.object == fault.object) user = wait.thread, does = "waits for it";
        if (object && user >= 0)
            problem.headline =
                fmt::format("{} is destroyed while {} still {}.", what, finding.thread(user), does);
        else if (object)
            problem.headline = fmt::format("{} is destroyed while it is still used.", what);
        problem.headline[0] = problem.headline[0] == 'a' ? 'A' : problem.headline[0];
    } else if (finding.kind == "double_unlock") {
        problem.headline = fmt::format("{} unlocks {}, which is not locked.", who, what);
    } else {
        problem.headline = before < events.size()
                               ? fmt::format("{} unlocks {}, which {} has locked.", who, what,
                                             finding.thread(events[before].thread))
                               : fmt::format("{} unlocks {}, which it has not locked.", who, what);
    }
    if (before < events.size() && events[before].at) problem.steps.push_back(told.event(before));
    for (const FoundWait& wait : finding.waits)
        if (destroyed && wait.object == fault.object && wait.at)
            problem.steps.push_back({fmt::format("{} {}:", finding.who(wait.thread),
                                                 action(finding, wait, Quotes::yes)),
                                     wait.at->place});
    problem.steps.push_back(
        {fmt::format("{} {} it here{}{}", who, destroyed ? "destroys" : "unlocks", told.step(last),
                     fault.at ? ":" : ", in the test."),
         place_of(fault.at)});
}

}  // namespace

void explain_memory(Problem& problem, const Told& told) {
    const std::string& kind = told.finding.kind;
    if (kind == "race")
        explain_race_here(problem, told);
    else if (kind == "use_after_free" || kind == "double_free")
        explain_freed(problem, told);
    else
        explain_misuse(problem, told);
}

}  // namespace grader
