// The verdict: what every check ends in and what every output is made from. It holds evidence
// already put into words (by explain/); how it is shown is the outputs' business.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace grader {

enum class Outcome {
    pass,
    not_started,
    does_not_build,
    wrong,         // an expectation failed
    race,          // two threads, one variable, no order
    deadlock,      // also lost wake-up and livelock
    crash,         // a signal, or memory misused
    too_slow,      // no speedup, latency missed, busy waiting, no end in sight
    inconclusive,  // the machine was too busy to tell; never a failure
    rejected,      // it tried to tamper
    environment,   // this machine cannot run the check
};

[[nodiscard]] std::string_view name(Outcome outcome);  // "not started"
[[nodiscard]] std::optional<Outcome> outcome_named(std::string_view name);
[[nodiscard]] const std::vector<Outcome>& all_outcomes();  // the worst first

// What the evidence looks like, where it looks like a mistake that many make. An exercise's
// manifest may have a sentence about it ([[mistake]]).
enum class Pattern {
    none,
    no_lock,           // two accesses, neither under a lock
    lock_on_one_side,  // only one of the two under a lock
    different_locks,
    readers_lock,  // both under one lock, and who writes has it for reading only
    atomic_on_one_side,
    handed_out,  // a reference, pointer or iterator outlives the lock
    destroyed_in_use,
    freed_memory,
    own_lock,   // waits for a lock that it holds itself
    lock_ring,  // threads wait for each other's locks
    join_ring,  // ... and one of them for another's end
    waits_holding_a_lock,
    never_unlocked,
    reader_wants_to_write,  // holds a lock for reading and asks for it for writing
    too_early_to_wake,      // notified before anybody waited
    other_woken,            // the last notify woke another thread
    never_woken,            // nobody notifies
    livelock,
    starvation,
    lost_update,     // one thread writes over what another one wrote
    let_go_between,  // ... and had let go of the lock between the look and the change
    look_then_act,   // acts on what is no longer true
    old_value,       // an atomic read without an order
    unlucky_order,   // one thing came before another
    uncaught,        // an exception left a thread
    not_joined,
    waiting_for_a_lock,
    busy_waiting,
    one_after_another,
    few_threads,
    uneven_shares,
    shared_cache_line,
    more_work,
    small_parts,  // threads for too little work
    waiting_for_others,
    asleep,
    polling,
    back_too_early,
    many_threads,
};
[[nodiscard]] std::string_view name(Pattern pattern);  // "lost update"; empty for none
// All but none, as their names stand in a manifest.
[[nodiscard]] std::optional<Pattern> pattern_named(std::string_view name);  // "" is none
[[nodiscard]] const std::vector<std::string>& all_patterns();

// A place in a file as the learner knows it: a path relative to the checkout (or as given to
// --code).
struct Place {
    std::string file;
    int line = 0;      // 0: the whole file
    int column = 0;    // 0: the whole line
    std::string text;  // the source line; filled in by explain/
};

// One step of an explanation: a sentence, and the place it speaks of.
struct Step {
    std::string text;
    std::optional<Place> place;
};

// What makes a row of a timeline special.
enum class Mark {
    switched,   // another thread than in the row before
    deciding,   // the switch just before it decides whether the test passes
    stale,      // it read a value that had been replaced already
    timed_out,  // a time limit ran out
    spurious,   // woken without a notify
    last,       // as far as this thread got
};
[[nodiscard]] std::string_view name(Mark mark);  // "deciding", "time-out"

struct TimelineRow {
    int number = 0;          // of the step, counted over all threads
    std::size_t thread = 0;  // index into Timeline::threads
    std::string action;      // "reads balance_ → 0"
    std::optional<Place> place;
    std::vector<std::string> holds;  // the locks that the thread holds after it
    std::vector<Mark> marks;
    int after = 0;  // the step of another thread that let this one happen; 0: none is known

    [[nodiscard]] bool is(Mark mark) const;
};

// One order of the threads' steps that goes wrong.
struct Timeline {
    std::string title;
    std::vector<std::string> threads;  // "the test", "thread 1"
    std::vector<TimelineRow> rows;
    int left_out = 0;                // rows before the first that is shown
    std::vector<std::string> notes;  // to be read below it, a sentence each
};

// One thing that a test of the suite Speed asks for, with the best figure over the rounds.
struct SpeedDemand {
    enum Kind { speedup, at_most, at_least };
    Kind kind = speedup;
    std::string what;      // "wait.time", as the test writes it; of a speedup its parallel part
    bool seconds = false;  // measured and limit are nanoseconds; else plain numbers
    double measured = 0;
    double limit = 0;
    double sequential = 0, parallel = 0;  // of a speedup, nanoseconds; parallel without misses
    std::string because;                  // the author's sentence
    Place place;                          // in the test
    double misses = 0;                    // cache lines that the cores took from each other
    double time = 0, work = 0, spun = 0;  // nanoseconds, of what was measured
    int threads = 0;                      // that it started
    bool held = false;
};

// What each thread did on the virtual cores.
struct CoreLanes {
    // What a slice is made of; the shares of one slice add up to at most 1.
    enum Share { busy, spinning, lock, blocked, sleeping, no_core, shares };
    using Slice = std::array<float, shares>;
    std::vector<std::string> names;  // "the test", "thread 1"
    double nanoseconds = 0;          // from the first slice's beginning to the last one's end
    std::vector<std::vector<Slice>> slices;  // of each thread, all of one length
};

// What was measured in one test of the suite Speed.
struct Speed {
    std::string test;      // "Speed.SumsInParallel"
    double speedup = 0;    // on the virtual cores; 0: the test asks for none
    double needed = 0;     // the manifest's at_least
    double reference = 0;  // the manifest's right: what right solutions reach
    int cores = 8;
    double wall_speedup = 0;  // of this machine, the median of the pairs; 0: not measured
    double wall_needed = 0;   // 0: not asked for
    int wall_cores = 0;
    int wall_busy = 0;  // per cent of the machine that others used meanwhile
    int rounds = 0;
    std::vector<SpeedDemand> demands;
    CoreLanes lanes;
};

// One thing that went wrong, in words.
struct Problem {
    Outcome outcome = Outcome::wrong;
    std::string test;         // "Behaviour.KeepsEveryIncrement"; empty when it is not one test's
    std::string headline;     // what happened, one plain sentence
    std::vector<Step> steps;  // where, in order
    std::string why;          // why it matters; may be empty
    std::string mend;         // what to do next, where there is one thing; may be empty
    std::string raw;          // the evidence itself, for -v
    std::string token;        // replays the failing schedule; may be empty
    Pattern pattern = Pattern::none;
    std::string mistake;               // what the exercise says of it; may be empty
    std::optional<Timeline> timeline;  // how a schedule led to it
    std::optional<CoreLanes> lanes;    // what the threads did where it is too slow
};

struct TestResult {
    std::string name;  // "Behaviour.KeepsEveryIncrement"
    Outcome outcome = Outcome::pass;
    double seconds = 0;
};

struct Verdict {
    std::string exercise;  // "chapter03/ex01"
    std::string check;     // "behaviour"
    Outcome outcome = Outcome::pass;
    std::vector<Problem> problems;
    std::vector<TestResult> tests;
    std::vector<Speed> speed;  // of the tests of the suite Speed, also of those that passed
    std::string note;          // what stands behind a pass: "each in 1000 schedules"; may be empty
    std::string prints;        // what the learner's program printed, bounded
    std::string read;          // link to the paragraph that explains this outcome; may be empty
    double seconds = 0;
};

// Everything that a verdict tells the learner, as one text.
[[nodiscard]] std::string words_of(const Verdict& verdict);

// The outcome that stands for several: what the learner must know first wins. A failed expectation
// outranks "not started", tampering outranks everything.
[[nodiscard]] Outcome worst(Outcome a, Outcome b);

}  // namespace grader
