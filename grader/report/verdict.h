// The verdict: what every check ends in and what every output is made from. It holds evidence
// already put into words (by explain/); how it is shown is the outputs' business.
#pragma once

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
    std::optional<Timeline> timeline;  // how a schedule led to it
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
    std::string note;    // what stands behind a pass: "each in 1000 schedules"; may be empty
    std::string prints;  // what the learner's program printed, bounded
    std::string read;    // link to the paragraph that explains this outcome; may be empty
    double seconds = 0;
};

// Everything that a verdict tells the learner, as one text.
[[nodiscard]] std::string words_of(const Verdict& verdict);

// The outcome that stands for several: what the learner must know first wins. A failed expectation
// outranks "not started", tampering outranks everything.
[[nodiscard]] Outcome worst(Outcome a, Outcome b);

}  // namespace grader
