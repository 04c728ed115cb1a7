// The virtual cores as text: a row for each thread, time runs to the right. A sign stands for what
// the thread did for most of that time; the number behind the row says how busy it was in all.
#pragma once

#include <cstddef>
#include <string>

#include "report/timeline_text.h"
#include "report/verdict.h"

namespace grader {

// Lines of at most `width` columns, each with its line end.
[[nodiscard]] std::string cores_text(const CoreLanes& lanes, std::size_t width, const Toned& toned);

}  // namespace grader
