// Long texts on a terminal go through the reader's pager.
#pragma once

#include <cstddef>
#include <string>

namespace grader {

// How wide the terminal is, as it is; 100 where there is none.
[[nodiscard]] std::size_t window_columns();

// Through $PAGER, or less, when standard output is a terminal and the text is longer than that;
// else straight out. PAGER="" or "cat" switches it off.
void show_paged(const std::string& text);

}  // namespace grader
