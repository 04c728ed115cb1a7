// Work on lines of toned text, for those who make them: breaking, joining, writing out.
#pragma once

#include <string>
#include <vector>

#include "desk/screen.h"

namespace grader {

// Breaks between words so that no line is wider than `width`, and inside a word only where it alone
// is too wide. A '\n' in the text is a line end. At least one line comes back.
[[nodiscard]] std::vector<Line> wrapped(const Line& text, std::size_t width);

// Breaks behind a blank near the end of a line or else anywhere. Other blanks stay as they are: in
// code they mean something.
[[nodiscard]] std::vector<Line> broken(const std::string& code, std::size_t width);

[[nodiscard]] std::size_t columns(const Line& line);
// The signs without their tones.
[[nodiscard]] std::string plain(const Line& line);

// One line of text for each, in colour where the terminal has it.
[[nodiscard]] std::string text_of(const std::vector<Line>& lines, const Terminal& terminal);

}  // namespace grader
