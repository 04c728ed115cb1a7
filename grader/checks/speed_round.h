// What a test of the suite Speed reported of one round, read from its JSON. The program that wrote
// it holds the learner's code, so nothing in it is taken as it comes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "report/verdict.h"

namespace grader {

struct WallPair {
    double sequential = 0, parallel = 0;  // nanoseconds
    // Per cent of the machine that others used meanwhile: not for the program to say.
    double busy = 0;
};

struct SpeedRound {
    std::string test;
    std::string end;   // "nothing", or how the test ended instead: a name of the conductor's Found
    std::string text;  // more about that
    std::vector<SpeedDemand> demands;  // without what is needed: that is the manifest's
    int cores = 8;
    CoreLanes lanes;
    std::vector<WallPair> wall;
};

// Nothing when it is not what the kit writes.
[[nodiscard]] std::optional<SpeedRound> read_round(std::string_view json);

}  // namespace grader
