// The two halves of bench latency: the grader by itself, and watch mode.
#pragma once

#include <vector>

#include "cli/session.h"

namespace grader {

// Seconds for one check's tests when they are compiled with this code, linked and run by hand, in
// `work`. Throws Error when they do not pass although they should, or the other way round.
double by_hand(Session& session, const Exercise& exercise, const Code& code, const fs::path& work,
               const CheckKind& kind, bool passes);

// Measures watch mode on a terminal of its own and prints what it finds; false when it misses an
// aim.
bool watch_is_fast(Session& session, const std::vector<const Exercise*>& exercises);

}  // namespace grader
