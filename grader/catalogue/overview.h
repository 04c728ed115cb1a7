// grader/hidden/README.md: every exercise with its checks, its other right designs, and its
// impostors by the check that catches them. Made of the folders; author check proves that what it
// says is so.
#pragma once

#include <string>
#include <vector>

#include "catalogue/exercise.h"

namespace grader {

// Relative to the checkout.
inline constexpr const char* overview_file = "grader/hidden/README.md";

[[nodiscard]] std::string overview(const fs::path& root, const std::vector<Exercise>& exercises);

}  // namespace grader
