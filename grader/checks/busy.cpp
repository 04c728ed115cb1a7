#include "checks/busy.h"

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <sstream>
#include <string>

#include "common/error.h"
#include "common/files.h"

namespace grader {

int usable_cores() {
    cpu_set_t set;
    return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}

MachineTime machine_time_in(std::string_view proc_stat) {
    std::istringstream line{std::string(proc_stat.substr(0, proc_stat.find('\n')))};
    std::string name;
    line >> name;
    MachineTime time;
    // user nice system idle iowait irq softirq steal; what follows is part of user and nice.
    double value = 0;
    for (int column = 0; column < 8 && line >> value; ++column) {
        time.all += value;
        if (column != 3 && column != 4) time.busy += value;
    }
    return time;
}

MachineTime machine_time() {
    try {
        return machine_time_in(read_file("/proc/stat"));
    } catch (const Error&) {
        return {};
    }
}

double busy_percent(const MachineTime& before, const MachineTime& after, double own_seconds) {
    const double all = after.all - before.all;
    if (!(all > 0)) return 0;
    const double own = own_seconds * static_cast<double>(sysconf(_SC_CLK_TCK));
    return std::clamp(100 * (after.busy - before.busy - own) / all, 0.0, 100.0);
}

}  // namespace grader
