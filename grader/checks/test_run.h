// Runs a test program in the sandbox and writes down what it reported: which tests began, failed,
// ended, and how the program itself ended. It holds evidence; verdicts are made from it elsewhere.
#pragma once

#include <string>
#include <vector>

#include "catalogue/exercise.h"
#include "sandbox/sandbox.h"
#include "workshop/workshop.h"

namespace grader {

struct Failure {
    std::string file;
    int line = 0;
    std::string raw;         // GoogleTest's own words
    std::string because;     // the author's sentence; may be empty
    bool unstarted = false;  // only the stub's not_started()
};

struct TestSeen {
    std::string name;
    bool ended = false;
    bool failed = false;  // by GoogleTest's own count
    int races = 0;
    double seconds = 0;
    std::vector<Failure> failures;
    std::vector<std::string> unstarted;  // functions that called not_started()
    std::string finding;                 // the conductor's: a schedule in which it fails, as JSON
    std::string measured;                // in the check speed, as JSON
    int schedules = 0;                   // in which it held
    int preemptions = -1;                // of which all with at most so many were among them
};

enum class Delay {
    none,
    stuck,    // no thread can ever go on
    endless,  // it runs or waits with time-outs, and does not end
    starved,  // the machine gave it no time
};

struct TestRun {
    std::vector<TestSeen> tests;
    std::string tampering;  // why the messages cannot be believed; empty when they can
    bool hello = false, done = false, last = false;
    int races = 0;  // ThreadSanitizer's reports over the whole run
    Delay delay = Delay::none;
    std::string stacks;  // gdb's account of a test that did not end
    Ended ended;
    [[nodiscard]] const TestSeen* running() const {
        return tests.empty() || tests.back().ended ? nullptr : &tests.back();
    }
};

// The tests of one suite, read from the source: what must report, known before anything runs.
[[nodiscard]] std::vector<std::string> tests_in(std::string_view source, std::string_view suite);

struct TestJob {
    fs::path program;
    Flavour flavour = Flavour::address;
    std::vector<std::string> tests;  // full names; the tripwire and the canary are added
    ExerciseLimits limits;
    fs::path stacks_script;
    bool conducted = false;
    bool rehearsed = false;   // conducted, on virtual cores
    double most_seconds = 0;  // by the clock, of a rehearsal; 0: what its processor time allows
    std::vector<std::string> options;  // more for the program
};

[[nodiscard]] TestRun run_tests(const Sandbox& sandbox, const TestJob& job);

// Every option of every sanitizer that a verdict depends on, set explicitly.
[[nodiscard]] std::vector<std::string> sanitizer_environment();
// For what the conductor runs: a library's function is found once, not in the process of each
// schedule again.
inline constexpr const char* found_once = "LD_BIND_NOW=1";

inline constexpr const char* tripwire = "Tripwire.MustFail";
inline constexpr const char* canary = "Canary.MustBeReported";

}  // namespace grader
