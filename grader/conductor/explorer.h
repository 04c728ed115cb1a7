// What a test program linked with the conductor does instead of running its tests once: it runs
// each in many schedules, one forked child for each, and tells what it found.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "conductor/shared.h"

namespace conductor {

struct Budget {
    std::uint32_t schedules = 1000;
    std::uint32_t steps = 20000;  // of one schedule, all threads together
    std::uint64_t seed = 0;       // another search
    int only = -1;                // one strategy alone, for measuring; -1: the mix
    bool shorten = true;          // make what is found short, to be shown
};

struct Explored {
    Found found = Found::nothing;
    std::string text, file;
    int line = 0;
    std::uint32_t schedules = 0;  // that were run, up to the failing one
    std::uint64_t steps = 0;      // of all of these
    int preemptions = -1;         // all schedules with at most so many passed
    std::string strategy;         // that found it
    std::uint32_t switches = 0;   // of the schedule shown
    std::string token;
    std::string json;  // the finding whole
};

// The program runs this one test, and then ends.
using RunTest = void (*)(const std::string& test);

// Runs a test in many schedules, until one fails or the budget ends.
[[nodiscard]] Explored explore(const std::string& test, const Budget& budget, RunTest run);
// One schedule again. The token must be of this very program: found is `environment` if it is not.
[[nodiscard]] Explored replay(const std::string& test, const std::string& token,
                              const Budget& budget, RunTest run, bool under_debugger);
// How often each outcome came about (litmus): text of racecourse_outcome.
struct Seen {
    std::string outcome;
    std::uint32_t times = 0;
    std::string token;
};
[[nodiscard]] std::vector<Seen> outcomes(const std::string& test, const Budget& budget,
                                         RunTest run);

// What `work` explores, done where this test is about to begin; or why it never was.
[[nodiscard]] Explored explored_at_the_start(const std::string& test, RunTest run,
                                             const Budget& budget,
                                             const std::function<Explored()>& work);

// For the child: what GoogleTest and the kit hear.
void begin_test();
void end_test();
[[noreturn]] void failed(const char* file, int line, const char* message);
[[noreturn]] void not_started(const char* function);
[[nodiscard]] bool in_schedule();

[[nodiscard]] std::string name(Found found);

}  // namespace conductor
