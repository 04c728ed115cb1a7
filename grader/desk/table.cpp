#include "desk/table.h"

#include <algorithm>

#include "common/text.h"
#include "desk/lines.h"

namespace grader {
namespace {

constexpr std::size_t between = 3;     // " │ "
constexpr std::size_t long_word = 24;  // longer ones may be cut in two

std::size_t longest_word(const Line& cell) {
    std::size_t longest = 0;
    for (const std::string& word : split_lines(replaced(plain(cell), " ", "\n")))
        longest = std::max(longest, columns(word));
    return longest;
}

void pad(Line& line, std::size_t width) {
    const std::size_t used = columns(line);
    if (used < width) line.push_back({Terminal::Tone::plain, std::string(width - used, ' ')});
}

// What each column gets, or nothing when they do not all fit.
std::vector<std::size_t> widths_of(const std::vector<TableRow>& rows, std::size_t width) {
    const std::size_t count = rows.front().size();
    std::vector<std::size_t> least(count, 1), wanted(count, 1);
    for (const TableRow& row : rows) {
        for (std::size_t i = 0; i < count && i < row.size(); ++i) {
            least[i] = std::max(least[i], std::min(longest_word(row[i]), long_word));
            wanted[i] = std::max(wanted[i], columns(row[i]));
        }
    }
    std::size_t used = between * (count - 1);
    for (const std::size_t each : least) used += each;
    if (used > width) return {};
    std::vector<std::size_t> given = least;
    // Each further place to the column whose cells are broken into most lines.
    for (; used < width; ++used) {
        std::size_t most = count;
        double lines = 1;
        for (std::size_t i = 0; i < count; ++i) {
            const double its = static_cast<double>(wanted[i]) / static_cast<double>(given[i]);
            if (its > lines) {
                lines = its;
                most = i;
            }
        }
        if (most == count) break;
        ++given[most];
    }
    return given;
}

Line rule(const std::vector<std::size_t>& widths, std::string_view across,
          std::string_view crossing) {
    std::string text;
    for (std::size_t i = 0; i < widths.size(); ++i) {
        if (i > 0) text += crossing;
        for (std::size_t k = 0; k < widths[i]; ++k) text += across;
    }
    while (text.ends_with(' ')) text.pop_back();
    return {{Terminal::Tone::quiet, text}};
}

std::vector<Line> stacked(const std::vector<TableRow>& rows, std::size_t width) {
    std::vector<Line> lines;
    for (std::size_t r = 1; r < rows.size(); ++r) {
        if (r > 1) lines.emplace_back();
        for (std::size_t i = 0; i < rows[r].size() && i < rows.front().size(); ++i) {
            if (columns(rows[r][i]) == 0) continue;
            Line line;
            const std::string heading = plain(rows.front()[i]);
            if (!heading.empty()) line.push_back({Terminal::Tone::bold, heading + ": "});
            line.insert(line.end(), rows[r][i].begin(), rows[r][i].end());
            for (Line& each : wrapped(line, width)) lines.push_back(std::move(each));
        }
    }
    return lines;
}

}  // namespace

std::vector<Line> table_lines(const std::vector<TableRow>& rows, std::size_t width) {
    if (rows.empty() || rows.front().empty()) return {};
    const auto widths = widths_of(rows, width);
    if (widths.empty()) return stacked(rows, width);
    std::vector<std::vector<std::vector<Line>>> cells;  // by row and column
    std::vector<std::size_t> heights;
    for (const TableRow& row : rows) {
        cells.emplace_back();
        heights.push_back(1);
        for (std::size_t i = 0; i < widths.size(); ++i) {
            Line cell = i < row.size() ? row[i] : Line{};
            if (cells.size() == 1)
                for (Piece& piece : cell) piece.tone = Terminal::Tone::bold;
            cells.back().push_back(wrapped(cell, widths[i]));
            heights.back() = std::max(heights.back(), cells.back().back().size());
        }
    }
    // Rows of several lines would run together without a gap.
    const bool gaps = std::ranges::any_of(heights, [](std::size_t height) { return height > 1; });
    std::vector<Line> lines;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        for (std::size_t k = 0; k < heights[r]; ++k) {
            Line line;
            for (std::size_t i = 0; i < widths.size(); ++i) {
                if (i > 0) line.push_back({Terminal::Tone::quiet, " │ "});
                Line part = k < cells[r][i].size() ? cells[r][i][k] : Line{};
                if (i + 1 < widths.size()) pad(part, widths[i]);
                line.insert(line.end(), part.begin(), part.end());
            }
            lines.push_back(std::move(line));
        }
        const bool last = r + 1 == rows.size();
        if (r == 0) lines.push_back(rule(widths, "─", "─┼─"));
        if (r > 0 && !last && gaps) lines.push_back(rule(widths, " ", " │ "));
    }
    return lines;
}

}  // namespace grader
