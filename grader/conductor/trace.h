// A finding and the schedule that led to it as JSON, for the grader.
#pragma once

#include <string>
#include <vector>

#include "conductor/explorer.h"

namespace conductor {

[[nodiscard]] std::string trace_as_json(const std::string& test, const Result& result,
                                        const std::vector<Decision>& decisions,
                                        const Explored& explored, std::uint32_t of);

// A text between quotes, as JSON wants it.
[[nodiscard]] std::string quoted(const char* text);

}  // namespace conductor
