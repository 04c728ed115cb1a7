// The process in which a test runs once under control. It may deadlock, crash, or never end: what
// it found is in memory that both see.
#pragma once

#include <csignal>
#include <string>

#include <sys/types.h>

#include "conductor/explorer.h"
#include "conductor/shared.h"

namespace conductor {

[[nodiscard]] Shared& shared();

class Child {
  public:
    Child(const std::string& test, RunTest run);
    ~Child();
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    // Forks, and waits for the end. What happened is in shared().result.
    void run_once();
    // Instead of a child, this very process: for a debugger.
    [[noreturn]] void become();

  private:
    void wait_for(pid_t child);
    const std::string& test_;
    RunTest run_;
    sigset_t before_{};
    int nowhere_;
};

}  // namespace conductor
