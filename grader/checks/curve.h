// The speedup of code that the check `speed` has graded, on other numbers of virtual cores than the
// eight that decide. It judges nothing: what cannot be measured is left out.
#pragma once

#include <functional>
#include <vector>

#include "checks/speed.h"
#include "report/speed_curve.h"

namespace grader {

// A curve for each test of `graded` that asks for a speedup; the point of the verdict's own cores
// is the verdict's own. `tell` hears the number of cores before each measurement.
[[nodiscard]] std::vector<SpeedCurve> measure_curves(const Bench& bench, const Exercise& exercise,
                                                     const Verdict& graded,
                                                     const SpeedPrograms& programs,
                                                     const std::function<void(int)>& tell = {});

// The programs that the check `speed` runs, from the cache or built; those that count when they are
// asked for, while `exercise` is there. Throws Error when one does not build.
[[nodiscard]] SpeedPrograms speed_programs(const Bench& bench, const Exercise& exercise,
                                           const Code& code);

}  // namespace grader
