// From "who waits for whom" to a sentence: a ring of locks, a lock of a thread that has ended, a
// wake-up that will never come, or a program that is merely slow.
#include <algorithm>

#include <fmt/format.h>

#include "explain/source.h"
#include "explain/stacks_report.h"
#include "explain/stuck_words.h"

namespace grader {
namespace {

using Threads = std::vector<StuckThread>;

const StuckThread* with_lwp(const Threads& threads, long lwp) {
    const auto found = std::find_if(threads.begin(), threads.end(),
                                    [&](const StuckThread& thread) { return thread.lwp == lwp; });
    return lwp == 0 || found == threads.end() ? nullptr : &*found;
}

const StuckThread* holder(const Threads& threads, const StuckThread& thread) {
    return thread.waits_for_ever() ? with_lwp(threads, thread.holder) : nullptr;
}

// Threads that wait for each other in a ring; the first ring found.
std::vector<const StuckThread*> ring(const Threads& threads) {
    for (const StuckThread& start : threads) {
        std::vector<const StuckThread*> way;
        for (const StuckThread* at = &start; at; at = holder(threads, *at)) {
            const auto before = std::find(way.begin(), way.end(), at);
            if (before != way.end()) return {before, way.end()};
            way.push_back(at);
        }
    }
    return {};
}

std::string quoted(const std::string& name, std::string_view otherwise) {
    return name.empty() ? std::string(otherwise) : "`" + name + "`";
}

std::string line_of(const StuckThread& thread) {
    return thread.at ? thread.at->place.text : "";
}

// "the condition variable `not_empty_`": what it waits for, in the learner's words.
std::string awaited(const StuckThread& thread) {
    const std::string line = line_of(thread);
    const std::string& kind = thread.kind;
    if (kind == "mutex" || kind == "rwlock") {
        std::string name = lock_in(line);
        if (name.find(',') != std::string::npos)
            name = "";  // one of several: which, the line does not say
        return quoted(name, "a lock");
    }
    const auto object = [&](std::string_view noun,
                            std::initializer_list<std::string_view> methods) {
        const std::string name = object_of_call(line, methods);
        return name.empty() ? fmt::format("a {}", noun) : fmt::format("the {} `{}`", noun, name);
    };
    if (kind == "condition")
        return object("condition variable", {"wait", "wait_for", "wait_until"});
    if (kind == "semaphore") return object("semaphore", {"acquire"});
    if (kind == "latch") return object("latch", {"wait", "arrive_and_wait"});
    if (kind == "barrier") return object("barrier", {"wait", "arrive_and_wait"});
    if (kind == "future") return object("future", {"get", "wait"});
    if (kind == "atomic")
        return object("change of", {"wait"}).starts_with("the ")
                   ? "a change of " + quoted(object_of_call(line, {"wait"}), "an atomic")
                   : "a change of an atomic";
    if (kind == "once") return "a std::call_once that another thread has begun";
    if (kind == "static") return "a static variable that another thread has begun to make";
    if (kind == "sleep") return "the end of a sleep";
    if (kind == "call")
        return "something outside of the program (a file, a pipe, a socket, a process)";
    return "something";
}

// The guard in the holder's frames that must be the one: known by address, or the only one that can
// be.
std::optional<Place> held_since(const StuckThread& owner, const std::string& address) {
    std::vector<const StuckThread::Guard*> candidates;
    for (const auto& guard : owner.guards) {
        if (guard.address == address) return guard.place;
        // The guard that a condition variable was given is unlocked during the wait.
        const bool given_away =
            owner.kind == "condition" && guard.place.text.find("unique_lock") != std::string::npos;
        if (guard.address.empty() && !given_away) candidates.push_back(&guard);
    }
    if (candidates.size() == 1) return candidates[0]->place;
    return std::nullopt;
}

Step waiting(const Threads& threads, const StuckThread& thread) {
    const StuckThread* other = holder(threads, thread);
    std::string text;
    if (thread.kind.empty())
        text = fmt::format("{} is still running{}", thread.who, thread.at ? " here" : "");
    else if (thread.kind == "join")
        text = fmt::format("{} waits{} for {} to end", thread.who, thread.at ? " here" : "",
                           other ? other->name() : "a thread");
    else
        text =
            fmt::format("{} waits{} for {}", thread.who, thread.at ? " here" : "", awaited(thread));
    if ((thread.kind == "mutex" || thread.kind == "rwlock") && !thread.timed) {
        if (other == &thread)
            text += ", which it holds itself";
        else if (other)
            text += fmt::format(", which {} holds", other->name());
        else if (thread.kind == "mutex" && thread.holder != 0)
            text += ", which a thread holds that has ended";
        else if (thread.readers > 0)
            text += fmt::format(", which {} for reading",
                                thread.readers == 1 ? "somebody holds" : "others hold");
    }
    if (thread.timed && thread.kind != "sleep") text += ", with a time limit";
    if (!thread.at) return {text + ".", std::nullopt};
    return {text + ":", thread.at->place};
}

void add_ring(Problem& problem, const Threads& threads,
              const std::vector<const StuckThread*>& members) {
    const auto add_held = [&](const StuckThread& owner, const std::string& address) {
        if (const auto place = held_since(owner, address))
            problem.steps.push_back({fmt::format("{} holds {} since here:", owner.who,
                                                 quoted(lock_in(place->text), "that lock")),
                                     *place});
    };
    if (members.size() == 1) {
        const StuckThread& only = *members[0];
        problem.headline =
            fmt::format("{} waits for a lock that it holds itself: it waits for ever.", only.who);
        add_held(only, only.address);
        problem.steps.push_back(waiting(threads, only));
        say(problem, only.guards.empty() ? own_lock_by_hand_words : own_lock_words);
        return;
    }
    const auto joiner = std::find_if(members.begin(), members.end(), [](const StuckThread* thread) {
        return thread->kind == "join";
    });
    const bool joins = joiner != members.end();
    problem.headline = members.size() == 2
                           ? "Two threads wait for each other for ever: a deadlock."
                           : fmt::format(
                                 "{} threads wait for each other in a ring, for ever: a "
                                 "deadlock.",
                                 members.size());
    for (std::size_t i = 0; i < members.size(); ++i) {
        // What this one holds is what the one before it in the ring waits for.
        const StuckThread& before = *members[(i + members.size() - 1) % members.size()];
        if (before.kind != "join") add_held(*members[i], before.address);
        problem.steps.push_back(waiting(threads, *members[i]));
    }
    if (joins) {
        // Neither the join nor the lock stands in a line of the learner's that is still running.
        const bool tests = !(*joiner)->at && (*joiner)->guards.empty();
        say(problem, tests ? test_joins_words : join_ring_words);
    } else {
        say(problem, ring_words);
        const auto line = [](const StuckThread* thread) {
            return thread->at ? thread->at->place.line : 0;
        };
        if (std::all_of(members.begin(), members.end(),
                        [&](const StuckThread* one) { return line(one) == line(members[0]); }))
            problem.why += std::string(" ") + std::string(same_lines);
    }
}

void add_lost(Problem& problem, const Threads& threads, const StuckThread& thread) {
    const WaitWords* const words = words_for_wait(thread.kind);
    const std::string verb = thread.kind == "condition" ? "waits on" : "waits for";
    problem.headline = fmt::format(
        "{} {} {}, and {}.", thread.who, verb, awaited(thread),
        words ? words->who_could : std::string_view("nobody is left who could end that"));
    if (words) say(problem, *words);
    // Who waits for a lock that this thread still holds might have been the one to wake it.
    for (const StuckThread& other : threads) {
        if (holder(threads, other) != &thread || other.kind == "join") continue;
        problem.headline =
            fmt::format("{} {} {} while it holds a lock that {} needs: both wait for ever.",
                        thread.who, verb, awaited(thread), other.name());
        if (const auto place = held_since(thread, other.address))
            problem.steps.push_back({fmt::format("{} holds {} since here:", thread.who,
                                                 quoted(lock_in(place->text), "a lock")),
                                     *place});
        say(problem, held_while_waiting_words);
        break;
    }
}

void add_lock(Problem& problem, const StuckThread& thread) {
    const std::string lock = awaited(thread);
    if (thread.kind == "mutex" && thread.holder != 0) {
        problem.headline = fmt::format(
            "{} waits for {}, which was locked by a thread that has ended.", thread.who, lock);
        problem.why =
            "A mutex that is not unlocked stays locked for ever, also when the thread that locked "
            "it is "
            "gone.";
    } else if (thread.readers > 0 && thread.wants_write) {
        problem.headline = fmt::format(
            "{} wants {} for writing while it is still held for reading.", thread.who, lock);
        problem.why =
            "A reader cannot become a writer: the writer's lock waits until all readers have left, "
            "and "
            "that includes the thread that asks for it.";
        problem.mend =
            "Give the reader's lock back first, take the writer's lock, and look again: the data "
            "may "
            "have changed in between.";
        problem.pattern = Pattern::reader_wants_to_write;
        return;
    } else {
        problem.headline = fmt::format("{} waits for {}, and nobody is left who could unlock it.",
                                       thread.who, lock);
        problem.why = never_unlocked_words.why;
    }
    problem.mend = never_unlocked_words.mend;
    problem.pattern = never_unlocked_words.pattern;
}

}  // namespace

Stuck explain_stacks(std::string_view text, const Names& names) {
    const Threads threads = parse_stacks(text, names);
    Stuck result;
    Problem& problem = result.problem;
    problem.raw = text;
    problem.outcome = Outcome::too_slow;
    problem.headline = "The program did not end in time.";
    if (threads.empty()) return result;

    const auto members = ring(threads);
    const auto dead_owner =
        std::find_if(threads.begin(), threads.end(), [&](const StuckThread& thread) {
            return thread.kind == "mutex" && thread.waits_for_ever() && thread.holder != 0 &&
                   !with_lwp(threads, thread.holder);
        });
    const bool all_wait =
        std::all_of(threads.begin(), threads.end(),
                    [](const StuckThread& thread) { return thread.waits_for_ever(); });
    result.cycle = !members.empty();
    result.stuck = result.cycle || dead_owner != threads.end() || all_wait;
    std::vector<const StuckThread*> told = members;

    if (result.stuck) {
        problem.outcome = Outcome::deadlock;
        // Who only waits for a lock or for a thread's end is not where the fault is, if anybody
        // else is.
        const auto culprit = [&](auto&& fits) -> const StuckThread* {
            for (const bool learners : {true, false})
                for (const StuckThread& thread : threads)
                    if (thread.at.has_value() == learners && fits(thread)) return &thread;
            return nullptr;
        };
        const StuckThread* one = nullptr;
        if (result.cycle) {
            add_ring(problem, threads, members);
        } else if (dead_owner != threads.end()) {
            add_lock(problem, *(one = &*dead_owner));
        } else if ((one = culprit([](const StuckThread& t) {
                        return t.kind != "join" && t.kind != "mutex" && t.kind != "rwlock";
                    }))) {
            add_lost(problem, threads, *one);
        } else if ((one = culprit([](const StuckThread& t) { return t.kind != "join"; }))) {
            add_lock(problem, *one);
        } else {
            problem.headline = "Every thread waits for another one to end, and none does.";
        }
        if (one) {
            told.push_back(one);
            problem.steps.push_back(waiting(threads, *one));
            if (one->kind == "rwlock" && !one->guards.empty())
                problem.steps.insert(
                    problem.steps.begin(),
                    {fmt::format("{} locks it here:", one->who), one->guards.back().place});
        }
    } else {
        const auto runs = std::find_if(
            threads.begin(), threads.end(),
            [](const StuckThread& thread) { return thread.kind.empty() && thread.at; });
        if (runs != threads.end()) {
            problem.headline =
                fmt::format("The test did not end in time: {} is still running at line {}.",
                            runs->name(), runs->at->place.line);
            const std::string& line = runs->at->place.text;
            if (line.find("scoped_lock") != std::string::npos ||
                line.find("std::lock(") != std::string::npos) {
                problem.why =
                    "Taking several locks at once means: take one, try the others, let go and "
                    "begin anew "
                    "if one is busy. When the same mutex stands there twice, it is always busy.";
                problem.mend = "Treat the case that both are the same before you lock.";
            } else {
                problem.why =
                    "Either the loop it is in never ends, or it is far slower than it should be. A "
                    "thread "
                    "that waits should sleep (on a condition variable, say) instead of looking "
                    "again and "
                    "again.";
            }
            told.push_back(&*runs);
            problem.steps.push_back(waiting(threads, *runs));
        } else {
            problem.headline = "The test did not end in time.";
        }
    }
    // The others, as far as they stand in the learner's code; five are enough to see the pattern.
    for (const StuckThread& thread : threads) {
        if (problem.steps.size() >= 8) break;
        if (!thread.at || std::find(told.begin(), told.end(), &thread) != told.end()) continue;
        problem.steps.push_back(waiting(threads, thread));
    }
    return result;
}

}  // namespace grader
