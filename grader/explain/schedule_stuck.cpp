// Threads that never go on, in words: a ring of locks, a wake-up that is lost, a loop that waits
// for what never comes.
#include <algorithm>
#include <initializer_list>
#include <set>

#include <fmt/format.h>

#include "common/text.h"
#include "explain/schedule_parts.h"
#include "explain/stuck_words.h"

namespace grader {
namespace {

constexpr std::size_t told_at_most = 3;  // threads of a ring that fit into one sentence

bool one_of(std::string_view text, std::initializer_list<std::string_view> all) {
    return std::find(all.begin(), all.end(), text) != all.end();
}

bool for_lock(const FoundWait& wait) {
    return one_of(wait.op, {"lock", "wrlock", "rdlock", "blocked", "timedlock", "trylock"});
}

const FoundWait* wait_of(const Finding& finding, int thread) {
    for (const FoundWait& wait : finding.waits)
        if (wait.thread == thread) return &wait;
    return nullptr;
}

// Threads that wait for each other in a ring; the first one found.
std::vector<const FoundWait*> ring(const Finding& finding) {
    for (const FoundWait& start : finding.waits) {
        std::vector<const FoundWait*> way;
        for (const FoundWait* at = &start; at; at = wait_of(finding, at->owner)) {
            const auto before = std::find(way.begin(), way.end(), at);
            if (before != way.end()) return {before, way.end()};
            way.push_back(at);
            if (at->owner < 0) break;
        }
    }
    return {};
}

// The words of stuck_words.h and of sentences for what is waited for.
std::string kind_of(const FoundWait& wait, const Finding& finding) {
    const FoundObject* const object = finding.object(wait.object);
    const std::string kind = object ? object->kind : "";
    if (wait.op == "wait" || kind == "condition variable") return "condition";
    if (wait.op == "sem_wait" || kind == "semaphore") return "semaphore";
    if (wait.op == "barrier" || kind == "barrier") return "barrier";
    if (wait.op == "events") return "events";
    if (wait.op == "futex_wait" || kind == "atomic") return "atomic";
    return kind;
}

std::string awaited(const FoundWait& wait, const Finding& finding) {
    if (wait.op == "join") return fmt::format("the end of {}", finding.thread(wait.owner));
    const std::string kind = kind_of(wait, finding), name = finding.quoted(wait.object);
    if (kind == "atomic") return "a change of " + name;
    if (kind == "events") return "events in its loop";
    if (!name.starts_with('`') || for_lock(wait)) return name;
    return fmt::format("the {} {}", kind == "condition" ? "condition variable" : kind, name);
}

Step held_since(const Told& told, int thread, int lock) {
    const auto& events = told.finding.events;
    for (std::size_t i = events.size(); i-- > 0;)
        if (events[i].thread == thread && events[i].object == lock && events[i].locks())
            return {fmt::format("{} holds {} since here{}:", told.finding.who(thread),
                                told.finding.quoted(lock), told.step(i)),
                    place_of(events[i].at)};
    return {"", std::nullopt};
}

Step waiting(const Told& told, const FoundWait& wait) {
    const Finding& finding = told.finding;
    std::string text = fmt::format("{} waits{} for {}", finding.who(wait.thread),
                                   wait.at ? " here" : "", awaited(wait, finding));
    if (for_lock(wait) && wait.owner == wait.thread)
        text += ", which it holds itself";
    else if (for_lock(wait) && wait.owner >= 0)
        text += fmt::format(", which {} holds", finding.thread(wait.owner));
    return {text + (wait.at ? ":" : "."), place_of(wait.at)};
}

void add(Problem& problem, Step step) {
    if (step.place) problem.steps.push_back(std::move(step));
}

void explain_ring(Problem& problem, const Told& told,
                  const std::vector<const FoundWait*>& members) {
    const Finding& finding = told.finding;
    const bool joins = std::any_of(members.begin(), members.end(),
                                   [](const FoundWait* one) { return one->op == "join"; });
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < members.size(); ++i) {
        // What this one holds is what the one before it in the ring waits for.
        const FoundWait& before = *members[(i + members.size() - 1) % members.size()];
        const FoundWait& wait = *members[i];
        std::string part = finding.thread(wait.thread) + " ";
        if (for_lock(before)) {
            part += fmt::format("holds {} and ", finding.quoted(before.object));
            add(problem, held_since(told, wait.thread, before.object));
        }
        parts.push_back(part + "waits for " + awaited(wait, finding));
        problem.steps.push_back(waiting(told, wait));
    }
    if (members.size() == 1) {
        problem.headline =
            fmt::format("{} waits for {}, which it holds itself: it waits for ever.",
                        finding.who(members[0]->thread), awaited(*members[0], finding));
        say(problem, own_lock_words);
        return;
    }
    problem.headline =
        members.size() <= told_at_most
            ? fmt::format("A deadlock: {}.", joined(parts, ", "))
            : fmt::format("A deadlock: {} threads wait for each other in a ring, for ever.",
                          members.size());
    say(problem, joins ? join_ring_words : ring_words);
    const auto line = [](const FoundWait* one) { return one->at ? one->at->place.line : 0; };
    if (!joins && std::all_of(members.begin(), members.end(),
                              [&](const FoundWait* one) { return line(one) == line(members[0]); }))
        problem.why += fmt::format(" {}", same_lines);
}

// A notify that came too early, or woke another thread, or never came.
void explain_lost(Problem& problem, const Told& told, const FoundWait& wait) {
    const Finding& finding = told.finding;
    const auto& events = finding.events;
    std::size_t began = events.size(), early = events.size(), late = events.size();
    for (std::size_t i = 0; i < events.size(); ++i)
        if (events[i].thread == wait.thread && events[i].object == wait.object &&
            one_of(events[i].op, {"wait", "futex_wait"}))
            began = i;
    for (std::size_t i = 0; i < events.size(); ++i)
        if (events[i].notifies() && events[i].object == wait.object) (i < began ? early : late) = i;
    // Whoever holds the wait's own place in the timeline says it by its step.
    const std::string when = began < events.size() ? told.step(began) : "";
    const std::string thread = finding.thread(wait.thread);
    if (late < events.size()) {
        const auto woken = std::find_if(
            events.begin() + static_cast<std::ptrdiff_t>(late), events.end(),
            [&](const FoundEvent& e) { return e.op == "woken" && e.object == wait.object; });
        problem.headline =
            fmt::format("Nobody will wake {}: the last notify{} woke {}, and no other one comes.",
                        thread, told.step(late),
                        woken == events.end() ? "another thread" : finding.thread(woken->thread));
    } else if (early < events.size()) {
        problem.headline =
            told.step_of[early] && !when.empty()
                ? fmt::format(
                      "Nobody will wake {}: the notify came at step {}, before it began "
                      "to wait at step {}.",
                      thread, told.step_of[early], told.step_of[began])
                : fmt::format("Nobody will wake {}: the notify came before it began to wait.",
                              thread);
    } else {
        problem.headline = fmt::format("Nobody will wake {}: it waits for {}, and nobody notifies.",
                                       thread, awaited(wait, finding));
    }
    const std::size_t notify = late < events.size() ? late : early;
    if (notify < events.size() && notify < began) add(problem, told.event(notify));
    problem.steps.push_back(waiting(told, wait));
    if (notify < events.size() && notify > began) add(problem, told.event(notify));
    if (const WaitWords* const words = words_for_wait(kind_of(wait, finding))) say(problem, *words);
    problem.pattern = late < events.size()    ? Pattern::other_woken
                      : early < events.size() ? Pattern::too_early_to_wake
                                              : Pattern::never_woken;
}

// Where the last event is that fits; the number of events when none does.
template <class Fits>
std::size_t last_event(const Finding& finding, Fits fits) {
    for (std::size_t i = finding.events.size(); i-- > 0;)
        if (fits(finding.events[i])) return i;
    return finding.events.size();
}

// A semaphore keeps what is released: it is never lost, but another thread may have had it.
void explain_semaphore(Problem& problem, const Told& told, const FoundWait& wait) {
    const Finding& finding = told.finding;
    const std::size_t none = finding.events.size();
    const std::size_t taken = last_event(finding, [&](const FoundEvent& event) {
        return event.object == wait.object && event.op == "sem_wait" && !event.failed();
    });
    const std::size_t released = last_event(finding, [&](const FoundEvent& event) {
        return event.object == wait.object && event.op == "sem_post";
    });
    std::string why = "nobody releases it";
    if (taken < none) {
        const int other = finding.events[taken].thread;
        const std::string taker =
            other == wait.thread ? "this thread itself" : finding.thread(other);
        if (released < taken) {
            why = fmt::format("what was released last{} went to {}{}, and no other release comes",
                              told.step(released), taker, told.step(taken));
            if (other != wait.thread) problem.pattern = Pattern::other_woken;
            add(problem, told.event(released));
        } else {
            why = fmt::format("the last permit went to {}{}, and nobody releases one", taker,
                              told.step(taken));
        }
        add(problem, told.event(taken));
    }
    problem.headline =
        fmt::format("{} waits for {}: {}.", finding.who(wait.thread), awaited(wait, finding), why);
    problem.steps.push_back(waiting(told, wait));
}

// What the learner calls by one name and means as one: the atomic, and the word that the library
// waits for in its place.
bool same_thing(const Finding& finding, int a, int b) {
    const FoundObject *one = finding.object(a), *other = finding.object(b);
    return a == b || (one && other && !one->name.empty() && one->name == other->name);
}

// A notify that came before the wait, or before the change that it was to tell of. False when the
// trace says neither.
bool explain_early(Problem& problem, const Told& told, const FoundWait& wait) {
    const Finding& finding = told.finding;
    const std::size_t none = finding.events.size();
    const auto of_it = [&](const FoundEvent& event) {
        return same_thing(finding, event.object, wait.object);
    };
    const std::size_t began = last_event(finding, [&](const FoundEvent& event) {
        return event.thread == wait.thread && event.object == wait.object &&
               event.op == "futex_wait";
    });
    const std::size_t notify = last_event(
        finding, [&](const FoundEvent& event) { return of_it(event) && event.notifies(); });
    const std::size_t change = last_event(finding, [&](const FoundEvent& event) {
        return of_it(event) && event.changes() && !event.in_vain();
    });
    if (began == none) return false;
    const std::string thread = finding.thread(wait.thread), what = finding.quoted(wait.object);
    if (change < none && change > began && (notify == none || notify < change)) {
        problem.headline =
            notify == none
                ? fmt::format("Nobody will wake {}: {} changes {}{}, and nobody notifies.", thread,
                              finding.thread(finding.events[change].thread), what,
                              told.step(change))
                : fmt::format("Nobody will wake {}: the notify came{} before {} was changed{}.",
                              thread, told.step(notify), what, told.step(change));
        if (notify < none) {
            problem.pattern = Pattern::too_early_to_wake;
            problem.mend =
                "Change it first and notify then: whoever comes in between sees the change and "
                "does not begin to wait.";
        }
        if (notify < none) add(problem, told.event(notify));
        if (notify == none || notify > began) problem.steps.push_back(waiting(told, wait));
        add(problem, told.event(change));
        if (notify < began) problem.steps.push_back(waiting(told, wait));
        return true;
    }
    if (notify == none || notify > began) return false;
    problem.headline =
        fmt::format("Nobody will wake {}: the notify came{} before it began to wait{}.", thread,
                    told.step(notify), told.step(began));
    problem.pattern = Pattern::too_early_to_wake;
    add(problem, told.event(notify));
    problem.steps.push_back(waiting(told, wait));
    return true;
}

// A wait that no other thread can end: not a ring of locks.
void explain_other(Problem& problem, const Told& told) {
    const Finding& finding = told.finding;
    // Who only waits for a lock or for a thread's end is not where the fault is, if anybody else
    // is.
    const FoundWait* culprit = nullptr;
    for (const bool learners : {true, false})
        for (const bool lock : {false, true})
            for (const FoundWait& wait : finding.waits)
                if (!culprit && wait.op != "join" && wait.at.has_value() == learners &&
                    for_lock(wait) == lock)
                    culprit = &wait;
    if (!culprit) {
        problem.headline = "Every thread waits for another one to end, and none does.";
        for (const FoundWait& wait : finding.waits) problem.steps.push_back(waiting(told, wait));
        return;
    }
    const std::string who = finding.who(culprit->thread), what = awaited(*culprit, finding);
    if (for_lock(*culprit)) {
        problem.headline =
            culprit->owner >= 0
                ? fmt::format("{} waits for {}, and {} never unlocks it.", who, what,
                              finding.thread(culprit->owner))
                : fmt::format("{} waits for {}, and nobody is left who could unlock it.", who,
                              what);
        if (culprit->owner >= 0) add(problem, held_since(told, culprit->owner, culprit->object));
        problem.steps.push_back(waiting(told, *culprit));
        say(problem, never_unlocked_words);
        return;
    }
    const std::string kind = kind_of(*culprit, finding);
    const WaitWords* const words = words_for_wait(kind);
    if (words) say(problem, *words);
    problem.headline = fmt::format(
        "{} waits for {}, and {}.", who, what,
        words ? words->who_could : std::string_view("nobody is left who could end that"));
    // Who waits for a lock that this thread still holds might have been the one to wake it.
    for (const FoundWait& other : finding.waits) {
        if (other.owner != culprit->thread || !for_lock(other)) continue;
        problem.headline =
            fmt::format("{} waits for {} while it holds {}, which {} needs: both wait for ever.",
                        who, what, finding.quoted(other.object), finding.thread(other.thread));
        add(problem, held_since(told, culprit->thread, other.object));
        say(problem, held_while_waiting_words);
        problem.steps.push_back(waiting(told, *culprit));
        problem.steps.push_back(waiting(told, other));
        return;
    }
    if (kind == "semaphore") return explain_semaphore(problem, told, *culprit);
    if (kind == "atomic" && explain_early(problem, told, *culprit)) return;
    for (const FoundWait& wait : finding.waits)
        if (&wait == culprit || wait.at) problem.steps.push_back(waiting(told, wait));
}

// What a thread did again and again at the end: the last thing that it looked at or tried.
std::size_t spins_at(const Finding& finding, int thread) {
    for (std::size_t i = finding.events.size(); i-- > 0;) {
        const FoundEvent& event = finding.events[i];
        if (event.thread == thread && event.at && (event.looks() || event.in_vain())) return i;
    }
    return finding.events.size();
}

void explain_spinning(Problem& problem, const Told& told) {
    const Finding& finding = told.finding;
    std::set<int> things;
    std::string who;
    int spinning = 0;
    for (const FoundWait& wait : finding.waits) {
        if (wait.op == "join") continue;
        const std::size_t i = spins_at(finding, wait.thread);
        if (i == finding.events.size()) {
            if (wait.at) problem.steps.push_back(waiting(told, wait));
            continue;
        }
        const FoundEvent& event = finding.events[i];
        const FoundObject* const object = finding.object(event.object);
        const bool tries =
            event.op.find("lock") != std::string::npos || (object && object->kind == "spin lock");
        const int owner =
            tries ? finding.holder(event.object, finding.events.size(), event.thread) : -1;
        std::string text =
            fmt::format("{} {} {} again and again", finding.who(event.thread),
                        tries ? "tries to lock" : "looks at", finding.quoted(event.object));
        if (owner >= 0) text += fmt::format(", which {} holds", finding.thread(owner));
        problem.steps.push_back({text + told.step(i) + ":", place_of(event.at)});
        things.insert(event.object);
        who = finding.who(event.thread);
        ++spinning;
    }
    problem.pattern = finding.kind == "starvation" ? Pattern::starvation : Pattern::livelock;
    if (finding.kind == "starvation") {
        problem.headline =
            spinning == 1
                ? fmt::format(
                      "{} never gets its turn: it tries again and again, and the others "
                      "are always faster.",
                      who)
                : "A thread never gets its turn: it tries again and again, and the others are "
                  "always faster.";
        problem.why = "Whoever has to be lucky to go on may wait for ever, however often it looks.";
        problem.mend =
            "Let those who wait take turns: a queue, a ticket, or a condition variable that wakes "
            "them.";
        return;
    }
    if (spinning == 1)
        problem.headline =
            fmt::format("{} looks at {} again and again, and nobody changes it any more.", who,
                        finding.quoted(*things.begin()));
    else
        problem.headline =
            "The threads are busy for ever and none of them gets anywhere: a livelock.";
    problem.why =
        "A loop that looks again and again ends only when another thread makes true what it waits "
        "for. Here none ever does.";
    problem.mend = "Look at what each of them waits for: who was to change it, and why can it not?";
}

}  // namespace

void explain_stuck(Problem& problem, const Told& told) {
    const Finding& finding = told.finding;
    if (finding.kind == "livelock" || finding.kind == "starvation") {
        explain_spinning(problem, told);
        return;
    }
    if (finding.kind == "lost_wakeup") {
        const auto lost =
            std::find_if(finding.waits.begin(), finding.waits.end(), [&](const FoundWait& wait) {
                return one_of(kind_of(wait, finding), {"condition", "atomic", "pool word"});
            });
        if (lost != finding.waits.end()) {
            explain_lost(problem, told, *lost);
            return;
        }
    }
    const auto members = ring(finding);
    if (members.empty())
        explain_other(problem, told);
    else
        explain_ring(problem, told, members);
}

}  // namespace grader
