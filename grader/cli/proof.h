// What author check and bench flake prove: one code, and how it must end.
#pragma once

#include <string>
#include <vector>

#include "catalogue/course_rules.h"
#include "cli/session.h"

namespace grader {

struct Proof {
    enum Kind { stub, right, impostor };
    const Exercise* exercise;
    Kind kind;
    std::string what;  // "impostors/no_lock"
    Code code;
    Declared declared;  // an impostor's
};

[[nodiscard]] std::vector<Proof> proofs_of(const fs::path& root, const Exercise& exercise);
// Why the verdicts are not what they must be; empty when they are.
[[nodiscard]] std::string fault_in(const Proof& proof, const std::vector<Verdict>& verdicts);
// Why what was measured does not fit the speedups that the manifest notes any more; empty when it
// does, and when the test has been measured less than fully (Effort::all_rounds).
[[nodiscard]] std::string leaves_band(const Proof& proof, const std::vector<Verdict>& verdicts);
// Schedules are the same each time, but for another seed.
struct Effort {
    bool schedules = true;
    int seed = 0;
    bool all_rounds = false;  // of the check speed
    std::string only = {};    // one check, without those before it
};
[[nodiscard]] std::vector<Verdict> grade(Session& session, const Proof& proof,
                                         const Effort& effort = {});

}  // namespace grader
