// From what the virtual cores measured to words: how fast it is, why no faster, and what to look
// at.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "explain/explain.h"

namespace grader {

// A Problem for each demand of `decided` that does not hold, or one if the test came to another end
// (deadlock, exception, ...). `measured` is a message of a run for time, `counted` one of a run
// that counts cache misses (empty: there was none), both with the places that their addresses stand
// for. Never throws for what a message says.
[[nodiscard]] std::vector<Problem> explain_speed(const Speed& decided, std::string_view measured,
                                                 std::string_view counted, const Names& names);

// What stands behind a pass: "6.8 times as fast on 8 virtual cores (2.7 needed); 1.9 times here on
// 2 cores". Of several tests the one that is nearest to its limit; empty when none asks for a
// speedup.
[[nodiscard]] std::string speed_note(const std::vector<Speed>& all);

}  // namespace grader
