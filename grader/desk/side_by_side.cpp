#include "desk/side_by_side.h"

#include <algorithm>
#include <cstdint>

#include "common/text.h"
#include "desk/lines.h"

namespace grader {
namespace {

using Tone = Terminal::Tone;
using Lines = std::vector<std::string>;

// Beyond it the table of the longest common part would be too large: then nothing in the middle is
// taken for common.
constexpr std::size_t most_cells = 16 << 20;

// For each line of `left` the line of `right` that it is matched with, or -1.
std::vector<std::ptrdiff_t> matched(const Lines& left, const Lines& right) {
    std::vector<std::ptrdiff_t> match(left.size(), -1);
    std::size_t begin = 0, left_end = left.size(), right_end = right.size();
    while (begin < left_end && begin < right_end && left[begin] == right[begin]) {
        match[begin] = static_cast<std::ptrdiff_t>(begin);
        ++begin;
    }
    while (left_end > begin && right_end > begin && left[left_end - 1] == right[right_end - 1])
        match[--left_end] = static_cast<std::ptrdiff_t>(--right_end);
    const std::size_t rows = left_end - begin, columns = right_end - begin;
    if (rows == 0 || columns == 0 || rows > most_cells / columns) return match;
    // length[i][j]: of the longest common part from line i and line j on.
    std::vector<std::uint32_t> length((rows + 1) * (columns + 1));
    const auto at = [&](std::size_t i, std::size_t j) -> std::uint32_t& {
        return length[i * (columns + 1) + j];
    };
    for (std::size_t i = rows; i-- > 0;)
        for (std::size_t j = columns; j-- > 0;)
            at(i, j) = left[begin + i] == right[begin + j] ? at(i + 1, j + 1) + 1
                                                           : std::max(at(i + 1, j), at(i, j + 1));
    for (std::size_t i = 0, j = 0; i < rows && j < columns;) {
        if (left[begin + i] == right[begin + j]) {
            match[begin + i] = static_cast<std::ptrdiff_t>(begin + j);
            ++i;
            ++j;
        } else if (at(i + 1, j) >= at(i, j + 1)) {
            ++i;
        } else {
            ++j;
        }
    }
    return match;
}

Lines code_lines(std::string_view text) {
    return split_lines(replaced(harmless(text), "\t", "    "));
}

}  // namespace

std::vector<ComparedRow> compared(std::string_view left_text, std::string_view right_text) {
    const Lines left = code_lines(left_text), right = code_lines(right_text);
    const auto match = matched(left, right);
    std::vector<ComparedRow> rows;
    std::size_t i = 0, j = 0;
    while (i < left.size() || j < right.size()) {
        std::size_t left_end = i;
        while (left_end < left.size() && match[left_end] < 0) ++left_end;
        const std::size_t right_end =
            left_end < left.size() ? static_cast<std::size_t>(match[left_end]) : right.size();
        for (; i < left_end && j < right_end; ++i, ++j)
            rows.push_back({ComparedRow::changed, left[i], right[j]});
        for (; i < left_end; ++i) rows.push_back({ComparedRow::only_left, left[i], ""});
        for (; j < right_end; ++j) rows.push_back({ComparedRow::only_right, "", right[j]});
        if (i < left.size()) {
            rows.push_back({ComparedRow::same, left[i], right[j]});
            ++i;
            ++j;
        }
    }
    return rows;
}

std::vector<Line> side_by_side(const std::vector<ComparedRow>& rows, const std::string& left_title,
                               const std::string& right_title, std::size_t width) {
    const std::size_t half = (std::max<std::size_t>(width, 23) - 3) / 2;
    std::vector<Line> lines;
    const auto put = [&](const Line& left, Tone tone, const std::string& sign, const Line& right) {
        Line line = left;
        const std::size_t used = columns(left);
        line.push_back({Tone::plain, std::string(half - std::min(used, half), ' ')});
        line.push_back({tone, " " + sign + " "});
        line.insert(line.end(), right.begin(), right.end());
        lines.push_back(std::move(line));
    };
    put({{Tone::bold, cut(left_title, half)}}, Tone::plain, " ",
        {{Tone::bold, cut(right_title, half)}});
    std::string rule;
    for (std::size_t i = 0; i < half; ++i) rule += "─";
    put({{Tone::quiet, rule}}, Tone::plain, " ", {{Tone::quiet, rule}});
    for (const ComparedRow& row : rows) {
        const auto tone_on = [&](Line& line, Tone tone) {
            for (Piece& piece : line) piece.tone = tone;
        };
        auto left = broken(row.left, half), right = broken(row.right, half);
        for (Line& line : left)
            tone_on(line, row.kind == ComparedRow::same ? Tone::plain : Tone::accent);
        for (Line& line : right)
            tone_on(line, row.kind == ComparedRow::same ? Tone::plain : Tone::good);
        const std::string sign = row.kind == ComparedRow::same        ? " "
                                 : row.kind == ComparedRow::changed   ? "|"
                                 : row.kind == ComparedRow::only_left ? "<"
                                                                      : ">";
        for (std::size_t i = 0; i < std::max(left.size(), right.size()); ++i) {
            put(i < left.size() ? left[i] : Line{}, Tone::accent, sign,
                i < right.size() ? right[i] : Line{});
        }
    }
    return lines;
}

std::vector<Line> one_column(const std::vector<ComparedRow>& rows, const std::string& left_title,
                             const std::string& right_title, std::size_t width) {
    std::vector<Line> lines;
    const auto put = [&](Tone tone, const std::string& sign, const std::string& text) {
        for (Line& part : broken(text, width > 12 ? width - 2 : 10)) {
            lines.push_back({{tone, sign + " " + plain(part)}});
        }
    };
    put(Tone::accent, "-", left_title);
    put(Tone::good, "+", right_title);
    lines.emplace_back();
    for (std::size_t at = 0; at < rows.size();) {
        if (rows[at].kind == ComparedRow::same) {
            put(Tone::plain, " ", rows[at++].left);
            continue;
        }
        // First all that goes, then all that comes.
        std::size_t end = at;
        while (end < rows.size() && rows[end].kind != ComparedRow::same) ++end;
        for (std::size_t i = at; i < end; ++i)
            if (rows[i].kind != ComparedRow::only_right) put(Tone::accent, "-", rows[i].left);
        for (std::size_t i = at; i < end; ++i)
            if (rows[i].kind != ComparedRow::only_left) put(Tone::good, "+", rows[i].right);
        at = end;
    }
    return lines;
}

}  // namespace grader
