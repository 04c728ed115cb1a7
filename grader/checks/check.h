// A check takes one exercise and one learner's code to a verdict: screen, build, run, judge.
#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/code.h"
#include "checks/test_run.h"
#include "explain/explain.h"
#include "report/verdict.h"
#include "sandbox/sandbox.h"
#include "workshop/workshop.h"

namespace grader {

// How one check differs from another.
struct CheckKind {
    std::string_view name;   // "races"
    std::string_view suite;  // "Races"
    std::string_view
        source;  // "tests.cpp" in the hidden folder, or "examples.cpp" in the public one
    Flavour flavour;
    bool conducted = false;  // run by the conductor, in many schedules
    bool rehearsed = false;  // run by the conductor, on virtual cores
};
[[nodiscard]] const CheckKind& check_kind(std::string_view name);
// Where its tests are: beside the stub for all to see, or hidden.
[[nodiscard]] fs::path source_of(const Exercise& exercise, const CheckKind& kind);

// Everything that grading needs, made once.
struct Bench {
    const Sandbox& sandbox;
    Workshop& workshop;
    std::stop_token stop = {};  // once requested, grading kills what it runs and throws Cancelled
};

struct Wanted {
    std::vector<std::string> checks;  // empty: all of the exercise's
    std::string test;                 // only this test; empty: all
    bool all = false;           // go on after the first check that does not pass, and after a crash
    std::string replay;         // a token: this one schedule of `test` again
    int seed = 0;               // of the schedules: another search
    bool stub_is_code = false;  // grade an untouched repair exercise as if it were an answer
    bool wall_clock = false;    // the speedup on this machine's own cores counts too
    bool all_rounds = false;    // measure speed to the last round, also when all is well before
    bool calibrating = false;   // what speedup is needed is yet to be found out
    bool trusted = false;       // an author's own: its object is screened with its tests, not alone
    // Hears what is being done, in words for the learner: "building the tests", "behaviour: ...".
    std::function<void(const std::string&)> doing = {};
};

// Grades and returns one verdict per check that was decided, in order. `tell` hears each as it
// comes. Throws Error when the course itself is at fault (a hidden test without a suite, say).
std::vector<Verdict> grade(const Bench& bench, const Exercise& exercise, const Code& code,
                           const Wanted& wanted,
                           const std::function<void(const Verdict&)>& tell = {});

// From what a test program reported to problems in the learner's words. Sets verdict.outcome.
void judge(Verdict& verdict, const TestRun& run, const Exercise& exercise, const Code& code,
           const CheckKind& kind);

// The learner's files as the tools see them.
[[nodiscard]] Names names_of(const Code& code);

}  // namespace grader
