// A table as text that fits: columns shrink and their cells wrap; where even that is too wide, each
// row becomes a few lines of "heading: cell".
#pragma once

#include <vector>

#include "desk/screen.h"

namespace grader {

using TableRow = std::vector<Line>;  // the cells, each one long line

// The first row is the heading.
[[nodiscard]] std::vector<Line> table_lines(const std::vector<TableRow>& rows, std::size_t width);

}  // namespace grader
