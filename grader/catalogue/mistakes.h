// Which of an exercise's well-known mistakes a problem is.
#pragma once

#include <string_view>

#include "catalogue/exercise.h"
#include "report/verdict.h"

namespace grader {

// The first that fits; null when none does.
[[nodiscard]] const Mistake* mistake_in(const Exercise& exercise, std::string_view check,
                                        const Problem& problem);

// Whether everything that fits `b` fits `a`.
[[nodiscard]] bool includes(const Mistake& a, const Mistake& b);

}  // namespace grader
