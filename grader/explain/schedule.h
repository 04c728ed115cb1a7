// From a failing schedule to words and a timeline.
#pragma once

#include <string_view>

#include "explain/explain.h"

namespace grader {

// `json` is one finding of the conductor with the places that its addresses stand for (see
// finding.h). Throws Error when it cannot be read.
[[nodiscard]] Problem explain_schedule(std::string_view json, const Names& names);

}  // namespace grader
