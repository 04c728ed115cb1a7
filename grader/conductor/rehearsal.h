// A test of the suite Speed on virtual cores: once, in a forked child, and what it measured as
// JSON.
#pragma once

#include <string>

#include "conductor/explorer.h"

namespace conductor {

struct Stage {
    int cores = 8;
    int pairs = 0;  // real runs instead, sequential and parallel in turns
    bool count_misses = false;
    Costs costs;
};

struct Rehearsed {
    Found found = Found::nothing;
    std::string text, file;
    int line = 0;
    std::string json;
};

[[nodiscard]] Rehearsed rehearse(const std::string& test, const Stage& stage, RunTest run);

}  // namespace conductor
