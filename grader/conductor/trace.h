// A finding and the schedule that led to it as JSON, for the grader.
#pragma once

#include <string>
#include <vector>

#include "conductor/explorer.h"

namespace conductor {

[[nodiscard]] std::string trace_as_json(const std::string& test, const Result& result,
                                        const std::vector<Decision>& decisions,
                                        const Explored& explored, std::uint32_t of);
// The same with a member "play": who could be chosen, who was, and what the variables hold.
[[nodiscard]] std::string play_as_json(const std::string& test, const Result& result,
                                       const std::vector<Decision>& decisions,
                                       const Explored& explored, bool plain);
// What more than one thread uses, of all that the events of a run tell: what a player wants to see.
[[nodiscard]] std::vector<Watched> shared_variables(const Result& result);

// A text between quotes, as JSON wants it.
[[nodiscard]] std::string quoted(const char* text);

}  // namespace conductor
