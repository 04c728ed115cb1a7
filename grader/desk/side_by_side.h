// Two versions of a file, the learner's and the course's, compared line by line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "desk/screen.h"

namespace grader {

struct ComparedRow {
    enum Kind { same, changed, only_left, only_right } kind = same;
    std::string left, right;
};

// The longest common part stays; what is different between two common lines is paired from the top.
[[nodiscard]] std::vector<ComparedRow> compared(std::string_view left, std::string_view right);

inline constexpr std::size_t wide_enough_for_two = 120;  // columns

// Two columns: `|` stands between lines that differ, `<` and `>` beside one that the other side
// does not have. Long lines are broken, never cut.
[[nodiscard]] std::vector<Line> side_by_side(const std::vector<ComparedRow>& rows,
                                             const std::string& left_title,
                                             const std::string& right_title, std::size_t width);
// One column: `-` before a line of the left side alone, `+` before one of the right side alone.
[[nodiscard]] std::vector<Line> one_column(const std::vector<ComparedRow>& rows,
                                           const std::string& left_title,
                                           const std::string& right_title, std::size_t width);

}  // namespace grader
