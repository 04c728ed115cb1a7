// The processes in which a test runs. One, the nursery, goes as far as the test's first line, once:
// what comes before that, GoogleTest's own work above all, costs more than many a test. There the
// search is done, and each schedule is a child that is forked off there and goes on from that line.
// It may deadlock, crash, or never end: what it found is in memory that all see.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "conductor/explorer.h"
#include "conductor/shared.h"

namespace conductor {

[[nodiscard]] Shared& shared();

// Does `work` in a process in which this test is about to begin, and watches over it. Nothing when
// that process ended without a word; why, is in shared().result.
[[nodiscard]] std::optional<std::string> at_the_start(const std::string& test, RunTest run,
                                                      const std::function<std::string()>& work);
// The same in this very process, for a debugger: `work` ends in become().
[[noreturn]] void at_the_start_here(const std::string& test, RunTest run,
                                    const std::function<void()>& work);

// Both inside `work`. The test runs once, in a child: what happened is in shared().result.
void run_once();
// Instead of a child, this very process.
[[noreturn]] void become();

// For explorer.h's begin_test().
void reached_the_start();

}  // namespace conductor
