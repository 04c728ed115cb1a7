// What the conductor measured in one test of the suite Speed, as data: what the threads did, what
// they waited for, which cache lines they took from each other. Sentences are made elsewhere.
//
// The graded program shares its process with the conductor: whatever the text says, it is read as
// far as it makes sense, and what does not is left out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "explain/explain.h"

namespace grader {

struct MeasuredWait {
    std::string kind;        // "lock", "condition", "semaphore", "join", "sleep", "yield", ...
    std::string name;        // what the learner calls it; empty when nobody knows
    double nanoseconds = 0;  // of all threads together; of yields: what was computed between them
    double times = 0;
    std::optional<Place> at;  // of the longest wait
    bool in_test = false;     // there the learner's code has called the test's, and that one waits
    std::optional<Place> held;  // where the one who held it longest took it
};

struct MeasuredLine {
    double misses = 0;
    bool one_variable = false;  // all of them use the same bytes of the line
    std::vector<Place> places;  // in the learner's files, each once
};

struct Measured {
    std::string test;
    std::string end;   // "nothing", "deadlock", "exception", ...
    std::string text;  // what was thrown, called, expected
    std::optional<Place> at;
    int cores = 8;
    CoreLanes lanes;                            // of the threads that were there at all
    std::vector<std::optional<Place>> started;  // where; beside lanes
    std::vector<MeasuredWait> waits;            // the worst first
    std::vector<MeasuredLine> lines;            // the worst first
    std::vector<bool> shown;  // whether the lanes are of this demand's stretch; empty: not known

    [[nodiscard]] const MeasuredWait* worst(std::string_view kind) const;
    // In the learner's own code.
    [[nodiscard]] const MeasuredWait* worst_own(std::string_view kind) const;
    // What one who is not the test waited for longest, asleep, and which is no lock and no thread's
    // end.
    [[nodiscard]] const MeasuredWait* worst_other() const;
    // What was looked at, or tried, most of the time without effect.
    [[nodiscard]] const MeasuredWait* worst_spin() const;
};

// Of a message of the check `speed` with the places that its addresses stand for.
[[nodiscard]] Measured read_measured(std::string_view json, const Names& names);

}  // namespace grader
