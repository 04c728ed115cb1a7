#include "explain/speed_words.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "common/error.h"
#include "common/text.h"
#include "explain/schedule.h"
#include "explain/stuck_words.h"

namespace grader {
namespace {

struct ReasonWords {
    SpeedReason reason;
    StuckWords words;
};
constexpr ReasonWords dictionary[] = {
    {SpeedReason::lock,
     {"While one thread holds a lock, all others that want it stand still, however many cores "
      "there "
      "are.",
      "Look at what is done while the lock is held: does all of it need the lock, and do all "
      "threads need the same one?",
      Pattern::waiting_for_a_lock}},
    {SpeedReason::spinning,
     {"A thread that looks again and again keeps a core from those that have work to do, and uses "
      "power for nothing.",
      "Ask what the thread waits for, who makes it true, and how that one could wake a thread that "
      "sleeps.",
      Pattern::busy_waiting}},
    {SpeedReason::one_after_another,
     {"Threads that never run at the same time are no faster than one thread; starting them even "
      "costs time.",
      "Look at when each thread begins and at when somebody waits for it: what lies between the "
      "two?",
      Pattern::one_after_another}},
    {SpeedReason::few_threads,
     {"A core that no thread runs on does nothing.",
      "Look at where the threads are started, and at what decides how many there are.",
      Pattern::few_threads}},
    {SpeedReason::uneven,
     {"Everybody waits for the one who has most to do: the whole is never faster than its longest "
      "part.",
      "Look at how the work is divided: are the parts equally long, and what is left for one "
      "thread "
      "alone?",
      Pattern::uneven_shares}},
    {SpeedReason::sharing,
     {"Memory moves between the cores in lines of 64 bytes, and only one core at a time can write "
      "to "
      "a line. Whoever writes takes it away from the others, which then wait to get it back.",
      "", Pattern::shared_cache_line}},
    {SpeedReason::grown,
     {"More cores do not help where each of them has more to do.",
      "Ask what the threads do that the sequential version does not, or does only once: copies, "
      "allocations and repeated work count.",
      Pattern::more_work}},
    {SpeedReason::too_fine,
     {"To start a thread and to wait for its end takes tens of microseconds, as long as thousands "
      "of "
      "additions.",
      "Compare how much work one thread gets with what its start costs, and the number of threads "
      "with that of the cores.",
      Pattern::small_parts}},
    {SpeedReason::blocked,
     {"A thread that waits for another one leaves its core without work.",
      "Look at what is waited for here: who brings it about, how often, and what could be done "
      "meanwhile?",
      Pattern::waiting_for_others}},
    {SpeedReason::asleep,
     {"A thread that sleeps for a fixed time does nothing else meanwhile, and nobody can wake it.",
      "Ask whether the others have to wait for this sleep, and whether what ends the waiting could "
      "wake the thread.",
      Pattern::asleep}},
    {SpeedReason::called,
     {"Whoever waits for what is called there gets nothing else done meanwhile.",
      "Ask who has to wait for this call, and what could be done at the same time.",
      Pattern::waiting_for_others}},
    {SpeedReason::polling,
     {"Whoever wakes all the time to look uses the processor for nothing, and still sees the "
      "change "
      "too late.",
      "Ask who makes true what is waited for, and how that one could wake the thread.",
      Pattern::polling}},
    {SpeedReason::early,
     {"Whoever calls relies on the time: before it is over, or before what is waited for has come, "
      "the call must not return.",
      "Look at each place at which the waiting may end, and at what is checked there.",
      Pattern::back_too_early}},
    {SpeedReason::many_threads,
     {"Each thread costs time to start and memory for its stack; more threads than cores compute "
      "no "
      "faster.",
      "Look at where the threads are started, and at how often the program comes by there.",
      Pattern::many_threads}},
};

struct WaitedFor {
    std::string_view kind, text;
};
constexpr WaitedFor waited_for[] = {
    {"condition", "for the condition variable{}"},
    {"semaphore", "for the semaphore{}"},
    {"barrier", "at the barrier{}"},
    {"join", "for the end of a thread"},
    {"once", "for a std::call_once"},
    {"atomic", "for a change of{}"},
    {"lock", "for{}"},
    {"futex", "for{}"},
    {"events", "for events in its loop"},
};

std::string quoted(const MeasuredWait* wait, std::string_view otherwise) {
    return wait && !wait->name.empty() ? fmt::format("`{}`", wait->name) : std::string(otherwise);
}

std::string target(const MeasuredWait& wait) {
    std::string name = quoted(&wait, "");
    if (name.empty() && wait.kind == "atomic") name = "an atomic";
    if (name.empty() && wait.kind == "lock") name = "a lock";
    if (name.empty() && wait.kind == "futex") name = "another thread";
    for (const WaitedFor& one : waited_for)
        if (one.kind == wait.kind)
            return fmt::format(fmt::runtime(one.text), name.empty() ? "" : " " + name);
    return "for another thread";
}

bool same(const Place& a, const Place& b) {
    return a.file == b.file && a.line == b.line;
}

void add(Problem& problem, std::string text, const std::optional<Place>& place) {
    problem.steps.push_back({text + (place ? ":" : "."), place});
}

// A step that says nothing without its place.
void add_place(Problem& problem, std::string_view text, const std::optional<Place>& place) {
    for (const Step& step : problem.steps)
        if (place && step.place && same(*step.place, *place)) return;
    if (place) problem.steps.push_back({std::string(text) + ":", place});
}

// Where most of the threads were started.
std::optional<Place> start_of(const Measured& measured) {
    std::optional<Place> best;
    std::map<std::pair<std::string, int>, int> votes;
    int most = 0;
    for (const auto& place : measured.started)
        if (place)
            if (const int count = ++votes[{place->file, place->line}]; count > most)
                most = count, best = place;
    return best;
}

class Speaker {
  public:
    Speaker(Problem& problem, const SpeedDemand& demand, const Measured& measured)
        : problem_(problem),
          demand_(demand),
          measured_(measured),
          figures_(figures_of(measured, demand)),
          loss_(reason_of(demand, figures_)) {}

    void say() {
        for (const ReasonWords& one : dictionary)
            if (one.reason == loss_.reason) grader::say(problem_, one.words);
        switch (loss_.reason) {
            case SpeedReason::lock:
                return lock();
            case SpeedReason::spinning:
                return spinning();
            case SpeedReason::one_after_another:
                return one_after_another();
            case SpeedReason::few_threads:
                return few_threads();
            case SpeedReason::uneven:
                return uneven();
            case SpeedReason::sharing:
                return sharing();
            case SpeedReason::grown:
                return add(problem_,
                           fmt::format("The threads compute {:.1f} times as long as the sequential "
                                       "version, all together: {} of processor time, not {}",
                                       figures_.busy / figures_.sequential, duration(figures_.busy),
                                       duration(figures_.sequential)),
                           std::nullopt);
            case SpeedReason::too_fine:
                return add(problem_,
                           fmt::format("{} are started, each for {} of work on the average: "
                                       "starting them costs more than that",
                                       counted(figures_.threads, "thread"),
                                       duration(demand_.work / figures_.threads)),
                           start_of(measured_));
            case SpeedReason::blocked:
                return blocked();
            case SpeedReason::asleep:
                return asleep();
            case SpeedReason::polling:
                return add(problem_, "A thread sleeps for a short time, looks, and sleeps again",
                           place_of("sleep"));
            case SpeedReason::called:
                return called();
            case SpeedReason::computing:
                return computing();
            case SpeedReason::early:
                return;
            case SpeedReason::many_threads:
                return add_place(problem_, "Most of them are started here", start_of(measured_));
            case SpeedReason::unknown:
                break;
        }
        if (demand_.kind == SpeedDemand::speedup && !measured_.lanes.slices.empty())
            problem_.mend =
                "No single reason stands out: the picture shows what each thread did when.";
    }

  private:
    // "82 % of the time that the cores lose goes into", "82 % of that time is".
    [[nodiscard]] std::string most_of_it(std::string_view lost, std::string_view taken) const {
        const long percent = std::lround(loss_.share * 100);
        if (demand_.kind == SpeedDemand::speedup)
            return fmt::format("{} % of the time that the cores lose {}", percent, lost);
        return fmt::format("For {} of that time {}",
                           percent >= 99 ? "all" : fmt::format("{} %", percent), taken);
    }

    [[nodiscard]] std::optional<Place> place_of(std::string_view kind) const {
        const MeasuredWait* const wait = measured_.worst_own(kind);
        return wait ? wait->at : std::nullopt;
    }

    // Where something takes too long, a lock that the learner's code holds says more than one that
    // the test holds, even if that one is waited for a little longer.
    [[nodiscard]] const MeasuredWait* worst_lock() const {
        const MeasuredWait* const worst = measured_.worst("lock");
        if (!worst || demand_.kind == SpeedDemand::speedup) return worst;
        for (const MeasuredWait& one : measured_.waits)
            if (one.kind == "lock" && one.held && 2 * one.nanoseconds >= worst->nanoseconds)
                return &one;
        return worst;
    }

    void lock() {
        const MeasuredWait* const wait = worst_lock();
        if (wait && demand_.kind != SpeedDemand::speedup)
            loss_.share = std::min(loss_.share, wait->nanoseconds / figures_.span);
        const std::string name = quoted(wait, "one lock");
        add(problem_,
            most_of_it(fmt::format("goes into waiting for {}", name),
                       fmt::format("threads wait for {}", name)),
            wait ? wait->at : std::nullopt);
        if (wait) add_place(problem_, "The one who held it longest took it here", wait->held);
    }

    void spinning() {
        const double spun = demand_.spun;
        if (figures_.asking > std::max(spun, figures_.spinning))
            return spinning("ask again and again, and only let others go first in between",
                            measured_.worst_own("yield"), figures_.asking);
        const MeasuredWait* const wait = measured_.worst_spin();
        if (!wait && loss_.share == 0 && spun <= 0) {
            const MeasuredWait* const lock = measured_.worst("lock");
            return spinning(
                "lock " + quoted(lock, "the same lock") + " again and again only to look", lock, 0);
        }
        const bool tries = wait && wait->kind == "try";
        spinning(tries
                     ? "try again and again to lock " + quoted(wait, "what is locked")
                     : "look again and again at " + quoted(wait, "something that does not change"),
                 wait, spun);
    }

    void spinning(const std::string& what, const MeasuredWait* wait, double spent) {
        std::string text = fmt::format("This is busy waiting: threads {}", what);
        if (loss_.share > 0)
            text = most_of_it("goes into busy waiting: threads " + what,
                              "threads are busy waiting: they " + what);
        else if (spent > 0)
            text =
                fmt::format("This is busy waiting: for {} of it threads {}", duration(spent), what);
        add(problem_, text, wait ? wait->at : std::nullopt);
    }

    void one_after_another() {
        add(problem_,
            fmt::format("The {} run one after another: hardly ever do two of them run at a time",
                        counted(figures_.threads, "thread")),
            std::nullopt);
        add_place(problem_, "They are started here", start_of(measured_));
        if (const MeasuredWait* const wait = measured_.worst("join"); wait && wait->at)
            add_place(problem_, "The end of each is waited for here", wait->at);
        else if (const MeasuredWait* const other = measured_.worst_other(); other)
            add_place(problem_, fmt::format("Most of the waiting {} is done here", target(*other)),
                      other->at);
    }

    void few_threads() {
        if (figures_.threads == 0)
            add(problem_, "No thread was started: all of the work is done in the caller's thread",
                std::nullopt);
        else
            add(problem_,
                fmt::format("Only {} {} started, for {} cores", counted(figures_.threads, "thread"),
                            figures_.threads == 1 ? "was" : "were", figures_.cores),
                start_of(measured_));
    }

    void uneven() {
        const std::size_t lane = figures_.widest;
        std::string who = lane < measured_.lanes.names.size() ? measured_.lanes.names[lane] : "";
        if (lane == 0) who = "the caller's own thread";
        const double share = figures_.busy > 0 ? figures_.largest / figures_.busy : 0;
        add(problem_,
            fmt::format("The work is not shared out evenly: {} % of all that is computed is "
                        "computed by {}, and others stand by",
                        std::lround(share * 100), who),
            lane < measured_.started.size() ? measured_.started[lane] : std::nullopt);
    }

    void sharing() {
        const MeasuredLine line =
            measured_.lines.empty() ? MeasuredLine() : measured_.lines.front();
        const std::string lost =
            fmt::format("{} % of the time that the cores lose", std::lround(loss_.share * 100));
        if (measured_.lines.empty()) {
            add(problem_,
                lost + " goes into taking memory from each other that several threads write to",
                std::nullopt);
            problem_.mend =
                "Look at what different threads write to: is it one variable, or "
                "neighbours in memory?";
            return;
        }
        if (line.one_variable) {
            add(problem_, lost + " goes into one variable that several threads change all the time",
                line.places.empty() ? std::nullopt : std::optional(line.places.front()));
            problem_.why += " An atomic is no exception: it is right, but not fast.";
            problem_.mend =
                "Ask whether each step has to go to the variable that all share, or "
                "only what comes out of many steps.";
        } else {
            add(problem_,
                lost +
                    " goes into false sharing: threads write to different variables that lie in "
                    "the same 64 bytes of memory",
                line.places.empty() ? std::nullopt : std::optional(line.places.front()));
            problem_.mend =
                "Look at where the things that different threads write to lie: which "
                "of them are neighbours in memory?";
        }
        for (std::size_t i = 1; i < line.places.size() && i < 3; ++i)
            add_place(problem_, "Another thread uses the same 64 bytes here", line.places[i]);
    }

    void blocked() {
        const MeasuredWait* const wait =
            measured_.worst_other() ? measured_.worst_other() : measured_.worst("join");
        const std::string what = wait ? target(*wait) : "for another one";
        add(problem_,
            most_of_it("goes into waiting " + what,
                       fmt::format("nobody runs: {} waits {}",
                                   measured_.lanes.slices.size() > 1 ? "each thread" : "the thread",
                                   what)),
            wait ? wait->at : std::nullopt);
    }

    void asleep() {
        add(problem_, most_of_it("is slept through", "a thread sleeps"), place_of("sleep"));
    }

    void called() {
        std::optional<Place> place;
        for (const MeasuredWait& one : measured_.waits)
            if (one.kind == "sleep" && one.in_test && one.at && !place) place = one.at;
        add(problem_,
            most_of_it("is slept through in what is called here",
                       "a thread sleeps in what it has called here"),
            place);
    }

    void computing() {
        if (measure_of(demand_) != Measure::time) {
            problem_.why =
                "A thread that waits should sleep until it is woken: it then needs no processor "
                "time at all.";
            problem_.mend = "Ask what is computed while there is nothing to do but to wait.";
            return;
        }
        add(problem_, most_of_it("", "something is computed"), std::nullopt);
        problem_.mend =
            "Ask what has to be computed before it may return, and what nobody waits for.";
    }

    Problem& problem_;
    const SpeedDemand& demand_;
    const Measured& measured_;
    SpeedFigures figures_;
    SpeedLoss loss_;
};

Problem explain_stuck_here(const Measured& measured) {
    Problem problem;
    problem.outcome = Outcome::deadlock;
    const bool spins = measured.end == "livelock" || measured.end == "starvation";
    const MeasuredWait* wait = spins ? measured.worst_spin() : measured.worst_other();
    const bool locks = !wait && measured.worst("lock");
    if (locks) wait = measured.worst("lock");
    problem.headline =
        spins   ? "The threads are busy for ever and none of them gets anywhere: a livelock."
        : locks ? "A deadlock: threads wait for locks that are never unlocked."
                : "The threads wait for something that never comes: none of them can go on.";
    if (locks)
        say(problem, ring_words);
    else if (const WaitWords* const words = wait ? words_for_wait(wait->kind) : nullptr)
        say(problem, *words);
    for (const MeasuredWait& one : measured.waits) {
        if (one.kind == "sleep" || one.kind == "yield") continue;
        add_place(problem, fmt::format("A thread waits here {}", target(one)), one.at);
        if (one.kind == "lock") add_place(problem, "That lock is taken here", one.held);
    }
    return problem;
}

// More threads at once than the conductor can follow; whose they are, the place says.
Problem explain_threads(const Measured& measured) {
    Problem problem;
    if (!measured.at) {
        problem.outcome = Outcome::environment;
        problem.headline =
            "The test itself starts more threads than this check can follow, 63 at once. That is "
            "not your code's fault.";
        return problem;
    }
    problem.outcome = Outcome::too_slow;
    say(problem, too_many_threads_words);
    problem.headline = fmt::format(
        "More than 63 threads are alive at the same time, for {} virtual cores.", measured.cores);
    problem.steps.push_back({"They are started here:", measured.at});
    return problem;
}

}  // namespace

void say_reason(Problem& problem, const SpeedDemand& demand, const Measured& measured) {
    Speaker(problem, demand, measured).say();
}

Problem explain_end(const Measured& measured, const Names& names) {
    if (measured.end == "too_many_threads") return explain_threads(measured);
    for (const char* stuck : {"deadlock", "lost_wakeup", "livelock", "starvation"})
        if (measured.end == stuck) return explain_stuck_here(measured);
    // Nobody wrote down the steps of a rehearsal: what is left are the words for the kind.
    const nlohmann::json finding = {{"kind", measured.end}, {"text", measured.text}};
    try {
        return explain_schedule(
            finding.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace), names);
    } catch (const Error&) {
        Problem problem;
        problem.outcome = Outcome::environment;
        problem.headline = fmt::format(
            "The check speed came to an end that is not known here: {}. Is the grader of one "
            "version?",
            measured.end);
        return problem;
    }
}

std::string duration(double nanoseconds, int more) {
    struct Unit {
        double nanoseconds;
        std::string_view name;
    };
    constexpr Unit units[] = {{1e9, "s"}, {1e6, "ms"}, {1e3, "µs"}, {1, "ns"}};
    for (const Unit& unit : units) {
        // What would be rounded up to a thousand is one of the next larger unit.
        if (nanoseconds < 0.9995 * unit.nanoseconds && unit.nanoseconds > 1) continue;
        const double value = nanoseconds / unit.nanoseconds;
        if (value >= 1000) return fmt::format("{:.0f} {}", value, unit.name);
        return fmt::format("{:.{}g} {}", value, 3 + more, unit.name);
    }
    return "0 ns";
}

}  // namespace grader
