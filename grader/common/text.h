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

// How many columns the text takes on a terminal: one for each sign of UTF-8.
[[nodiscard]] std::size_t columns(std::string_view text);

// What a program prints, throws or is called may hold signs that speak to the terminal: they become
// blanks, and what is no UTF-8 a question mark.
[[nodiscard]] std::string harmless(std::string_view text);

// The first `width` columns; what is cut off ends in dots.
[[nodiscard]] std::string cut(const std::string& text, std::size_t width);

// A failed expectation's message, and the author's sentence that follows the mark in it (kit.h:
// because); the sentence is empty when there is no mark.
struct Reasoned {
    std::string message, because;
};
[[nodiscard]] Reasoned split_because(std::string_view text);

// "1 test", "3 tests".
[[nodiscard]] std::string counted(long count, std::string_view noun);

// Cuts text at `width` columns between words; later lines start with `indent` spaces. Line ends in
// the text stay, a word longer than a line stays whole.
[[nodiscard]] std::string wrapped(std::string_view text, std::size_t width, std::size_t indent);

}  // namespace grader
