// The check `speed`: runs the tests of the suite Speed on virtual cores, in rounds, and says which
// of their demands hold.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "checks/check.h"

namespace grader {

struct SpeedPrograms {
    fs::path timed;  // optimised, with the conductor
    // Its twins that count cache misses, built when asked for: Flavour::thread or ::counted.
    std::function<fs::path(Flavour)> counted;
};

// The tests, rehearsed in the program of this flavour; every one but the plain counts misses.
[[nodiscard]] TestJob rehearsal_of(const Bench& bench, const Exercise& exercise,
                                   const SpeedPrograms& programs, Flavour flavour,
                                   const std::string& costs, std::vector<std::string> tests);

[[nodiscard]] Verdict measure_speed(const Bench& bench, const Exercise& exercise, const Code& code,
                                    const Wanted& wanted, const std::vector<std::string>& tests,
                                    const SpeedPrograms& programs);

}  // namespace grader
