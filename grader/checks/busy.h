// How much of the machine others use: what the wall clock says depends on it.
#pragma once

#include <string_view>

namespace grader {

// The cores that this process may use.
[[nodiscard]] int usable_cores();

// Processor time of the whole machine since it started, in the kernel's ticks; all are 0 where it
// does not say.
struct MachineTime {
    double busy = 0, all = 0;
};
[[nodiscard]] MachineTime machine_time();
[[nodiscard]] MachineTime machine_time_in(std::string_view proc_stat);

// Per cent of the machine that others than we, who used `own_seconds`, used between the two.
[[nodiscard]] double busy_percent(const MachineTime& before, const MachineTime& after,
                                  double own_seconds);

}  // namespace grader
