// What an exercise asks for, in short, and what to do about it.
#pragma once

#include <string>
#include <vector>

#include "catalogue/progress.h"

namespace grader {

// "exercises/chapter03_race_conditions/ex01_safe_counter"
[[nodiscard]] std::string folder_of(const Exercise& exercise);

// The section "Your task" of its README, without the heading, as Markdown; where there is none, the
// first paragraph. Empty when there is no README.
[[nodiscard]] std::string task_in_short(const Exercise& exercise);

// The anchors of the chapter that the manifest names for this outcome, or else by default.
[[nodiscard]] std::string read_before(const Exercise& exercise, const Progress& progress);

}  // namespace grader
