// ThreadSanitizer's reports in words: which variable, which two lines, which lock was missing.
// Reports that are not about two accesses (misused mutexes, lock order) are in tsan_other.cpp.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "common/text.h"
#include "explain/source.h"
#include "explain/tsan_sentences.h"

namespace grader {
namespace {

struct Side {
    const Access* access = nullptr;
    std::optional<LearnersFrame> frame;
    std::string who;    // "Thread 1"
    std::string holds;  // "holding no lock"
    bool frees = false;

    [[nodiscard]] std::string line() const { return frame ? frame->place.text : ""; }
    [[nodiscard]] std::string inside() const { return frame ? frame->inside : ""; }
    [[nodiscard]] bool in(const Place& place) const {
        return frame && frame->place.file == place.file && frame->place.line == place.line;
    }
};

bool same_line(const Side& a, const Side& b) {
    return a.frame && b.in(a.frame->place);
}

std::string holds(const Access& access, const TsanReport& report, const Names& names,
                  bool with_lines) {
    if (access.locks.empty()) return "holding no lock";
    std::vector<std::string> parts;
    for (const auto& [lock, writing] : access.locks) {
        std::string part = lock_name(report, lock, names);
        if (const auto made = lock_place(report, lock, names); made && with_lines)
            part += fmt::format(" (the one first locked at line {})", made->line);
        parts.push_back(writing ? part : "only a reader's lock on " + part);
    }
    // Several that one line took are told of together.
    static const std::string one = "one of the locks ";
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (!parts[i].starts_with(one)) continue;
        const auto same = std::count(parts.begin(), parts.end(), parts[i]);
        if (same == 1) continue;
        const auto all = std::count(parts[i].begin(), parts[i].end(), ',') + 1;
        const std::string several = parts[i];
        parts[i] = (same >= all ? "the locks " : fmt::format("{} of the locks ", same)) +
                   several.substr(one.size());
        std::erase(parts, several);
    }
    return "holding " + joined(parts, " and ");
}

// "Location is global 'total' of size 4" -> "total".
std::string global_name(const std::string& location) {
    if (!location.starts_with("global '")) return "";
    const auto end = location.find('\'', 8);
    return end == std::string::npos ? "" : short_name(location.substr(8, end - 8));
}

std::string variable(const Side& a, const Side& b, const TsanReport& report) {
    if (!report.variable.empty()) return report.variable;
    std::string name = global_name(report.location);
    if (name.empty()) name = shared_variable(a.line(), a.inside(), b.line(), b.inside());
    // Locking a mutex that is gone is an access as well.
    if (name.empty()) name = lock_in(a.line() + b.line());
    return name;
}

std::string does(const Side& side, const std::string& what) {
    // The end of a block destroys an object without naming it.
    if (side.frees)
        return "destroys " + (side.line().find(what.substr(1, what.size() - 2)) == std::string::npos
                                  ? "the object"
                                  : what);
    std::string verb = side.access->write ? "writes" : "reads";
    if (side.access->atomic) verb = side.access->write ? "atomically changes" : "atomically reads";
    return verb + " " + what;
}

Step step(const Side& side, const std::string& what) {
    if (!side.frame) {
        if (side.frees) return {side.who + " destroys the object it belongs to, in the test.", {}};
        return {fmt::format(
                    "{} {}, in the test, through something that your code handed out (a reference, "
                    "a pointer or an iterator), {}.",
                    side.who, does(side, what), side.holds),
                {}};
    }
    std::string inside = side.inside();
    inside = inside.empty() || side.frees ? "" : fmt::format(", inside `{}`", inside);
    return {fmt::format("{} {} here{}, {}:", side.who, does(side, what), inside, side.holds),
            side.frame->place};
}

// What was missing between the two.
Pattern pattern_of(const Side& a, const Side& b) {
    if (a.frees || b.frees) return Pattern::destroyed_in_use;
    if (!a.frame && !b.frame) return Pattern::handed_out;
    if (a.access->atomic != b.access->atomic) return Pattern::atomic_on_one_side;
    const auto held = [](const Access& access) {
        std::set<std::string> locks;
        for (const auto& [lock, writing] : access.locks) locks.insert(lock);
        return locks;
    };
    const auto all_a = held(*a.access), all_b = held(*b.access);
    if (all_a.empty() && all_b.empty()) return Pattern::no_lock;
    // Nobody outside of the learner's functions could hold their lock.
    if ((!a.frame && all_a.empty()) || (!b.frame && all_b.empty())) return Pattern::handed_out;
    if (all_a.empty() || all_b.empty()) return Pattern::lock_on_one_side;
    std::vector<std::string> common;
    std::set_intersection(all_a.begin(), all_a.end(), all_b.begin(), all_b.end(),
                          std::back_inserter(common));
    return common.empty() ? Pattern::different_locks : Pattern::readers_lock;
}

// Whether the two hold different locks that were taken in the same line.
bool taken_in_one_line(const Side& a, const Side& b, const TsanReport& report, const Names& names) {
    if (a.access->locks.size() != 1 || b.access->locks.size() != 1) return false;
    const auto one = lock_place(report, a.access->locks[0].first, names);
    const auto other = lock_place(report, b.access->locks[0].first, names);
    return one && other && one->file == other->file && one->line == other->line;
}

// The same, as the thing to do next.
std::string mend(Pattern pattern, const Side& a, const Side& b, const std::string& what,
                 const TsanReport& report, const Names& names) {
    const Side& without = a.access->locks.empty() ? a : b;
    const Side& with = a.access->locks.empty() ? b : a;
    const std::string lock = with.access->locks.empty()
                                 ? "a lock of yours"
                                 : lock_name(report, with.access->locks.front().first, names);
    switch (pattern) {
        case Pattern::destroyed_in_use:
            return "Wait until the other thread has ended (join it), or share the ownership, "
                   "before the object goes.";
        case Pattern::handed_out:
            if (!a.frame && !b.frame)
                return "A reference, pointer or iterator that leaves a function leaves the lock "
                       "behind. Return a copy, or do the work inside while the lock is held.";
            return fmt::format(
                "Hand out a copy instead of a reference: outside of your functions nobody holds "
                "{}.",
                lock);
        case Pattern::atomic_on_one_side:
            return fmt::format(
                "Only one of the two accesses to {} is atomic. Both must be, or the plain one must "
                "have ended before the other thread starts.",
                what);
        case Pattern::no_lock:
            return fmt::format(
                "Neither of the two holds a lock. Every access to {}, reads too, must hold the "
                "same mutex.",
                what);
        case Pattern::lock_on_one_side:
            return fmt::format(
                "A lock works only when both sides hold it: line {} must hold {} as well{}.",
                without.frame->place.line, lock,
                without.access->write ? "" : ", although it only reads");
        case Pattern::different_locks:
            if (taken_in_one_line(a, b, report, names))
                return "Each of the two holds a mutex of its own, and only those who lock the same "
                       "one wait for each other. A mutex that is a local variable is made anew in "
                       "each call: put it beside the data that it guards, as a member.";
            return "The two hold different locks, and different locks do not keep each other out. "
                   "Both must hold the same one.";
        default:
            return fmt::format(
                "A reader's lock (std::shared_lock) lets other readers in at the same time. "
                "Whoever changes {} needs the lock for itself: std::unique_lock or "
                "std::lock_guard.",
                what);
    }
}

std::string why(const Side& a, const Side& b, const std::string& name, const TsanReport& report) {
    std::string text;
    const bool up = counts_up(a.line(), name) && counts_up(b.line(), name);
    if (a.frees || b.frees)
        text =
            "The memory may already belong to somebody else: such a program crashes, or changes "
            "what is "
            "not its own.";
    else if (up && a.access->write && b.access->write)
        text = fmt::format(
            "Both threads can read the same old value and write the same new one: then one of "
            "the two changes of `{}` is lost.",
            name);
    else if (up)
        text = fmt::format(
            "Reading, changing and writing back `{}` are three steps; another thread can come "
            "in between, and a change is lost.",
            name);
    else if (!a.inside().empty() || !b.inside().empty())
        text =
            "One thread can meet the object while the other has changed only half of it: elements "
            "get lost, "
            "or memory is read that was freed.";
    else
        text =
            "Without an order between the two, C++ promises nothing: the reader may see an old "
            "value, half "
            "of a new one, or never any change at all.";
    if (!report.slept.empty())
        text += " A sleep between the two makes an order likely, never certain.";
    return text;
}

std::string identity(const Problem& problem) {
    std::set<std::string> lines;
    for (const Step& step : problem.steps)
        if (step.place) lines.insert(fmt::format("{}:{}", step.place->file, step.place->line));
    // Reports that name no line are told apart by their sentence.
    std::string key = problem.headline.substr(0, 20);
    if (lines.empty()) key = problem.headline;
    for (const std::string& line : lines) key += "|" + line;
    return key;
}

}  // namespace

Problem explain_race(const TsanReport& report, const Names& names) {
    Side first, second;  // in the order in which they happened
    second.access = &report.accesses[0];
    first.access = &report.accesses[1];
    int number = 0;
    for (Side* side : {&first, &second}) {
        side->frame = learners_frame(side->access->stack, names);
        side->frees = frees(side->access->stack, names);
        side->who = !side->access->who.empty()       ? side->access->who
                    : side->access->thread == "main" ? "The main thread"
                                                     : fmt::format("Thread {}", ++number);
    }
    const bool both = !first.access->locks.empty() && !second.access->locks.empty();
    for (Side* side : {&first, &second})
        side->holds = holds(*side->access, report, names,
                            both && first.access->locks[0].first != second.access->locks[0].first);

    const std::string name = variable(first, second, report);
    const std::string what = name.empty() ? "the same memory" : "`" + name + "`";
    Problem problem;
    problem.outcome = Outcome::race;
    problem.raw = report.raw;
    const bool vptr = report.kind.find("vptr") != std::string::npos;
    problem.pattern = vptr ? Pattern::none : pattern_of(first, second);
    if (vptr)
        problem.headline =
            "An object is still being made or taken apart while another thread already calls "
            "its virtual functions.";
    else if (first.frees || second.frees)
        problem.headline = "One thread destroys an object while another thread still uses it.";
    else if (!first.frame && !second.frame)
        problem.headline =
            "Two threads of the test use data that your code handed out, at the same time and "
            "without a lock, and at least one of them changes it.";
    else
        problem.headline = fmt::format(
            "Two threads use {} at the same time, and at least one of them changes "
            "it.",
            what);

    if (same_line(first, second) && first.holds == second.holds && !first.frees && !second.frees) {
        const bool own = problem.pattern == Pattern::different_locks;
        std::string text = fmt::format(
            "Two threads are in this line at the same time, each {}:",
            own ? replaced(first.holds, "holding ", "holding a lock of its own, ") : first.holds);
        problem.steps.push_back({text, first.frame->place});
    } else if (vptr) {
        for (const Side* side : {&first, &second})
            problem.steps.push_back(
                {side->who + (side->access->write
                                  ? " is still making the object, or has begun to destroy it:"
                                  : " calls one of its virtual functions:"),
                 side->frame ? std::optional(side->frame->place) : std::nullopt});
    } else {
        problem.steps = {step(first, what), step(second, what)};
    }
    if (!first.frame && !second.frame)
        if (const auto made = learners_frame(report.allocated, names))
            problem.steps.push_back({"The memory was made here:", made->place});

    problem.why = why(first, second, name, report);
    if (vptr) {
        problem.why =
            "Until the last constructor has ended (and from the moment the first destructor "
            "begins), "
            "the object is only part of itself, and a virtual call goes to the wrong class.";
        problem.mend =
            "Start the thread when the object is complete, and join it before any part of the "
            "object "
            "is destroyed.";
    } else {
        problem.mend = mend(problem.pattern, first, second, what, report, names);
    }
    return problem;
}

std::optional<Place> lock_place(const TsanReport& report, const std::string& lock,
                                const Names& names) {
    const auto made = report.lock_made.find(lock);
    if (made == report.lock_made.end()) return std::nullopt;
    const auto frame = learners_frame(made->second, names);
    return frame ? std::optional(frame->place) : std::nullopt;
}

std::string lock_name(const TsanReport& report, const std::string& lock, const Names& names) {
    const auto known = report.lock_names.find(lock);
    if (known != report.lock_names.end()) return known->second;
    const auto place = lock_place(report, lock, names);
    if (!place) return "a lock";
    const std::string name = lock_in(place->text);
    if (name.empty()) return fmt::format("the lock taken at line {}", place->line);
    // One line that takes several locks does not say which of them this one is.
    if (name.find(',') != std::string::npos) return fmt::format("one of the locks `{}`", name);
    return "`" + name + "`";
}

std::vector<Problem> explain_tsan(std::string_view text, const Names& names) {
    constexpr std::size_t most = 5;
    std::vector<Problem> problems;
    std::set<std::string> seen;
    for (const TsanReport& report : parse_tsan(text)) {
        Problem problem = report.accesses.size() >= 2 ? explain_race(report, names)
                                                      : explain_other(report, names);
        if (seen.insert(identity(problem)).second) problems.push_back(std::move(problem));
    }
    // What has both lines in the learner's file is the easiest to understand: it comes first.
    std::stable_sort(problems.begin(), problems.end(), [](const Problem& a, const Problem& b) {
        const auto placeless = [](const Problem& p) {
            return std::count_if(p.steps.begin(), p.steps.end(),
                                 [](const Step& s) { return !s.place; });
        };
        return placeless(a) < placeless(b);
    });
    if (problems.size() > most) problems.resize(most);
    return problems;
}

}  // namespace grader
