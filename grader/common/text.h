// Small pieces of text work that several parts need.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace grader {

// Without the line ends, "\n" or "\r\n"; a last line needs none.
[[nodiscard]] std::vector<std::string> split_lines(std::string_view text);
[[nodiscard]] std::string trimmed(std::string_view text);
[[nodiscard]] std::string replaced(std::string text, std::string_view from, std::string_view to);
[[nodiscard]] std::string joined(const std::vector<std::string>& parts, std::string_view between);

// The candidate nearest to `word` by edit distance, if any is near enough to be a slip of the hand.
[[nodiscard]] std::optional<std::string> nearest(std::string_view word,
                                                 const std::vector<std::string>& candidates);

// "1 test", "3 tests".
[[nodiscard]] std::string counted(long count, std::string_view noun);

// Cuts text at `width` columns between words; later lines start with `indent` spaces. Line ends in
// the text stay, a word longer than a line stays whole.
[[nodiscard]] std::string wrapped(std::string_view text, std::size_t width, std::size_t indent);

}  // namespace grader
