// What /proc shows of a process and everything below it. Reads only; a process that ends meanwhile
// is simply not there.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <vector>

namespace grader {

struct TreeUsage {
    double cpu_seconds = 0;
    std::size_t memory_mib = 0;
    int threads = 0;
    int processes = 0;
};

[[nodiscard]] std::vector<pid_t> descendants(pid_t root);
[[nodiscard]] TreeUsage usage_of(const std::vector<pid_t>& processes);

struct ThreadStates {
    // In a futex wait without a time-out, or in accept(): only another thread can wake them.
    int blocked_for_ever = 0;
    int runnable = 0;
};
// Where /proc does not tell, both are 0.
[[nodiscard]] ThreadStates thread_states(const std::vector<pid_t>& processes);

// The processes below the stage: the graded program and what it started.
[[nodiscard]] std::vector<pid_t> below_stage(const std::vector<pid_t>& processes);

}  // namespace grader
