// Keeps the machine busy while something else is measured: endless loops, each in a process of its
// own, so that the system shares out its time as it does among strangers.
#pragma once

#include <sys/types.h>

#include <vector>

namespace grader {

class Load {
  public:
    // They run on the cores on which the caller may run now. Throws Error when they cannot start.
    explicit Load(unsigned processes);
    ~Load();
    Load(const Load&) = delete;
    Load& operator=(const Load&) = delete;

  private:
    std::vector<pid_t> processes_;
};

// While it lives, this thread, and all that it starts, may only run on `cores` of the cores.
class FewerCores {
  public:
    explicit FewerCores(int cores);
    ~FewerCores();
    FewerCores(const FewerCores&) = delete;
    FewerCores& operator=(const FewerCores&) = delete;

  private:
    std::vector<int> before_;
};

}  // namespace grader
