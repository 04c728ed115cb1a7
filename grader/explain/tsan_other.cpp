// ThreadSanitizer's reports about misused mutexes, lock order, forgotten threads and signal
// handlers.
#include <fmt/format.h>

#include "explain/source.h"
#include "explain/tsan_sentences.h"

namespace grader {
namespace {

struct Words {
    std::string_view kind;  // how ThreadSanitizer's headline begins
    Outcome outcome;
    std::string_view headline, step, why, mend;
    Pattern pattern = Pattern::none;
};

// The first that fits counts.
constexpr Words words[] = {
    {"unlock of an unlocked mutex", Outcome::race,
     "A mutex is unlocked by a thread that does not hold it.", "It is unlocked here:",
     "Only the thread that locked a mutex may unlock it, and only once. Anything else is "
     "undefined: the next "
     "lock() may let two threads in.",
     "Let std::lock_guard or std::unique_lock do the unlocking. To tell another thread something, "
     "use a "
     "condition variable or a semaphore."},
    {"double lock", Outcome::deadlock, "A thread locks a mutex that it has locked already.",
     "It is locked a second time here:",
     "A std::mutex waits until it is free, also for the thread that holds it: for ever.",
     "Lock once, in the public function, and let it call private functions that expect the lock to "
     "be held.",
     Pattern::own_lock},
    {"destroy of a locked mutex", Outcome::race, "A mutex is destroyed while it is locked.",
     "It is destroyed here:",
     "Whoever holds it, or waits for it, then uses an object that is gone.",
     "Make sure that every thread that uses the object has ended before the object goes.",
     Pattern::destroyed_in_use},
    {"read unlock", Outcome::race,
     "A reader's lock is given back by a thread that does not hold it.", "It is given back here:",
     "Unlocking what one does not hold is undefined.", "Let std::shared_lock do the unlocking."},
    {"read lock of a write locked", Outcome::deadlock,
     "A thread asks for a reader's lock on a mutex that it holds for writing.", "It asks here:",
     "The reader's lock waits for the writer, and the writer is the same thread: it waits for "
     "ever.",
     ""},
    {"use of an invalid mutex", Outcome::race, "A mutex is used that does not exist (any more).",
     "It is used here:", "The object that it belongs to was destroyed before.",
     "Make sure that every thread that uses the object has ended before the object goes."},
    {"thread leak", Outcome::race, "A thread was started and never joined.", "It was started here:",
     "Nobody waits for its end, so it may still run while the things it uses are destroyed.",
     "Join every thread that you start; std::jthread does it by itself.", Pattern::not_joined},
    {"signal-unsafe call", Outcome::race,
     "A signal handler calls something that must not be called from a signal handler.",
     "It happens here:",
     "The signal may have come in the middle of the same function (allocating memory, for "
     "example): then the "
     "handler finds it half done, or waits for ever for a lock that its own thread holds.",
     "A handler may set a std::atomic flag or write() to a pipe. Do the rest elsewhere."},
    {"signal handler spoils errno", Outcome::race, "A signal handler changes errno.",
     "It happens here:",
     "The interrupted function may look at errno next and see the handler's value.",
     "Save errno at the beginning of the handler and set it back at the end."},
};

std::string name_at(const std::optional<LearnersFrame>& frame) {
    const std::string name = frame ? lock_in(frame->place.text) : "";
    return name.empty() ? "a lock" : "`" + name + "`";
}

Problem lock_order(const TsanReport& report, const Names& names) {
    Problem problem;
    problem.outcome = Outcome::deadlock;
    problem.pattern = Pattern::lock_ring;
    problem.headline = "Locks are taken in different orders: a deadlock waits to happen.";
    int path = 0;
    for (const auto& taken : report.taken) {
        const auto held = learners_frame(taken.held_since, names);
        const auto here = learners_frame(taken.here, names);
        ++path;
        if (held)
            problem.steps.push_back(
                {fmt::format("Once ({}), a thread locks {} here:", path, name_at(held)),
                 held->place});
        if (here)
            problem.steps.push_back(
                {fmt::format("and while it holds that, it locks {} here:", name_at(here)),
                 here->place});
    }
    // The same two lines with other objects, as in transfer(a, b) and transfer(b, a).
    if (problem.steps.size() == 4 && problem.steps[0].place && problem.steps[2].place &&
        problem.steps[0].place->line == problem.steps[2].place->line) {
        problem.steps.resize(2);
        problem.steps[0].text = fmt::format(
            "A thread locks {} here:", name_at(learners_frame(report.taken[0].held_since, names)));
        problem.steps.push_back(
            {"Another call of the same function takes the same two locks the other way "
             "round, because it was given the objects in the other order.",
             std::nullopt});
    }
    problem.why =
        "When two threads do this at the same time, each holds the lock that the other one waits "
        "for, "
        "and both wait for ever.";
    problem.mend =
        "Take all the locks at once with `std::scoped_lock lock(a, b);`, or everywhere in one "
        "fixed "
        "order.";
    return problem;
}

}  // namespace

Problem explain_other(const TsanReport& report, const Names& names) {
    Problem problem;
    if (report.kind.starts_with("lock-order-inversion")) {
        problem = lock_order(report, names);
        problem.raw = report.raw;
        return problem;
    }
    problem.outcome = Outcome::race;
    problem.raw = report.raw;
    const Stack* stack = !report.own.empty() ? &report.own : &report.thread_made;
    if (stack->empty() && !report.accesses.empty()) stack = &report.accesses[0].stack;
    const auto frame = learners_frame(*stack, names);
    problem.headline = fmt::format("ThreadSanitizer reports: {}.", report.kind);
    std::string step = "It happens here:";
    for (const Words& one : words) {
        if (!report.kind.starts_with(one.kind)) continue;
        problem.outcome = one.outcome;
        problem.pattern = one.pattern;
        problem.headline = one.headline;
        problem.why = one.why;
        problem.mend = one.mend;
        step = one.step;
        break;
    }
    if (frame) problem.steps.push_back({step, frame->place});
    if (!report.lock_made.empty()) {
        const auto place = lock_place(report, report.lock_made.begin()->first, names);
        if (place && (!frame || place->line != frame->place.line))
            problem.steps.push_back({"The mutex was first locked here:", place});
    }
    return problem;
}

}  // namespace grader
