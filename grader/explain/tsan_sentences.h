// What the two halves of ThreadSanitizer's explanation share.
#pragma once

#include <optional>
#include <string>

#include "explain/tsan_report.h"
#include "report/verdict.h"

namespace grader {

// What the learner calls a lock ("`mutex_`"), guessed from the line that locked it first.
[[nodiscard]] std::string lock_name(const TsanReport& report, const std::string& lock,
                                    const Names& names);
[[nodiscard]] std::optional<Place> lock_place(const TsanReport& report, const std::string& lock,
                                              const Names& names);

// A report about two accesses; the accesses stand as in TsanReport.
[[nodiscard]] Problem explain_race(const TsanReport& report, const Names& names);
// A report that is not about two accesses.
[[nodiscard]] Problem explain_other(const TsanReport& report, const Names& names);

}  // namespace grader
