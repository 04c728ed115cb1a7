// The reason why something is too slow, in words: what speed.cpp puts below the figures.
#pragma once

#include <string>

#include "explain/measured.h"
#include "explain/speed_reason.h"

namespace grader {

// Adds the steps, why and mend. `measured` is empty where nobody knows what the threads did.
void say_reason(Problem& problem, const SpeedDemand& demand, const Measured& measured);

// A test that was not measured to its end: a deadlock, an exception, ...
[[nodiscard]] Problem explain_end(const Measured& measured, const Names& names);

// "103 ms", with `more` digits than the three that it has at least.
[[nodiscard]] std::string duration(double nanoseconds, int more = 0);

}  // namespace grader
