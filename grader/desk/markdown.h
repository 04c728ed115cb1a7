// Markdown for the terminal: headings, lists, tables that fit, code, links with their paths,
// pictures by name, flash cards. Parsed by md4c (CommonMark, and GitHub's tables).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "desk/screen.h"

namespace grader {

struct MarkdownStyle {
    std::size_t width = 80;
    bool colour = true;  // without it code keeps its `backticks`
    std::string file;    // of the text, relative to the checkout: links are shown as such paths
};

// No line is wider than the style's width.
[[nodiscard]] std::vector<Line> markdown_lines(std::string_view markdown,
                                               const MarkdownStyle& style);

// The little HTML that a <summary> holds: <code>, <em>, <strong>, &lt;.
[[nodiscard]] std::vector<Line> html_lines(std::string_view html, const MarkdownStyle& style);

}  // namespace grader
