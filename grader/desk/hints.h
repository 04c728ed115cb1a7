// How many of an exercise's hints its learner has seen: a number below .racecourse/hints/. Without
// the file, or with nonsense in it, the hints begin anew.
#pragma once

#include "catalogue/exercise.h"

namespace grader {

[[nodiscard]] int hints_shown(const fs::path& root, const Exercise& exercise);
// At least so many are shown now; it never goes down. Throws Error (environment) when it cannot be
// kept.
void note_hints_shown(const fs::path& root, const Exercise& exercise, int shown);

}  // namespace grader
