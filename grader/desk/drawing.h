// What the views of the desk draw with, and how one scrolls in them.
#pragma once

#include <string>
#include <vector>

#include "desk/lines.h"

namespace grader {

[[nodiscard]] Line line_of(const std::string& text, Terminal::Tone tone = Terminal::Tone::plain);

// `left`, and `right` at the other end; where both do not fit, `right` is cut first.
[[nodiscard]] Line apart(const Line& left, const Line& right, std::size_t width);
// All of it marked as the chosen one, up to `width`.
[[nodiscard]] Line chosen(const Line& line, std::size_t width);
// "───── 3 more lines ─"
[[nodiscard]] Line rule(std::size_t width, const std::string& note = {});
// "━━━━────" of `width` columns.
[[nodiscard]] Line bar(std::size_t done, std::size_t all, std::size_t width);

struct KeyHelp {
    std::string key, does;
};
// "h hint  n next"; what does not fit is left out, the last one never.
[[nodiscard]] Line keys_line(const std::vector<KeyHelp>& keys, std::size_t width);

// Breaks a text between words.
[[nodiscard]] std::vector<Line> paragraph(const std::string& text, std::size_t width,
                                          std::size_t indent,
                                          Terminal::Tone tone = Terminal::Tone::plain);

// Where a list is looked at. `first` is moved no further than there are lines for.
[[nodiscard]] std::size_t scrolled(std::size_t first, std::size_t lines, std::size_t room);
// The least move after which the lines [from, to) are seen, or at least the first of them.
[[nodiscard]] std::size_t scrolled_to(std::size_t first, std::size_t from, std::size_t to,
                                      std::size_t room);
// How far a key moves in a list of `lines` lines; `at` when it is none of those that move.
[[nodiscard]] std::size_t moved(const Key& key, std::size_t at, std::size_t lines,
                                std::size_t room);

}  // namespace grader
