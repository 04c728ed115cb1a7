// Small pieces of text work. Text is UTF-8; a column is a code point, which is right for everything
// the course prints.
#include "common/text.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

namespace grader {

namespace {

constexpr std::string_view blanks = " \t\r\n\v\f";

// Insertions, deletions, changes and swaps of neighbours: what a hand gets wrong.
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before_last, last(b.size() + 1), row(b.size() + 1);
    std::iota(last.begin(), last.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t change = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, change});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                row[j] = std::min(row[j], before_last[j - 2] + 1);
            }
        }
        before_last = last;
        last = row;
    }
    return last[b.size()];
}

}  // namespace

std::vector<std::string> split_lines(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        lines.emplace_back(line);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::string trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos) return "";
    return std::string(text.substr(begin, text.find_last_not_of(blanks) - begin + 1));
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    if (from.empty()) return text;
    std::string result;
    std::size_t begin = 0;
    for (std::size_t hit; (hit = text.find(from, begin)) != std::string::npos;) {
        result.append(text, begin, hit - begin).append(to);
        begin = hit + from.size();
    }
    return result.append(text, begin);
}

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
    return fmt::format("{}", fmt::join(parts, between));
}

std::optional<std::string> nearest(std::string_view word,
                                   const std::vector<std::string>& candidates) {
    std::optional<std::string> best;
    std::size_t best_distance = 0;
    for (const std::string& candidate : candidates) {
        const std::size_t shorter = std::min(word.size(), candidate.size());
        const std::size_t longer = std::max(word.size(), candidate.size());
        const std::size_t limit = std::min<std::size_t>(1 + longer / 5, 3);
        if (longer - shorter > limit) continue;
        const std::size_t distance = edit_distance(word, candidate);
        // A word of which nothing is left is another word, not a slip.
        if (distance > limit || distance >= shorter) continue;
        if (!best || distance < best_distance) {
            best = candidate;
            best_distance = distance;
        }
    }
    return best;
}

std::size_t columns(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    }));
}

std::string harmless(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size();) {
        const auto byte = [&](std::size_t at) -> unsigned char {
            return at < text.size() ? text[at] : 0;
        };
        const unsigned char first = byte(i);
        const std::size_t size = first < 0x80                    ? 1
                                 : first >= 0xc2 && first < 0xe0 ? 2
                                 : first >= 0xe0 && first < 0xf0 ? 3
                                 : first >= 0xf0 && first < 0xf5 ? 4
                                                                 : 0;
        bool whole = size > 0;
        for (std::size_t k = 1; k < size; ++k) whole = whole && (byte(i + k) & 0xc0) == 0x80;
        if (!whole) {
            result += '?';
            ++i;
            continue;
        }
        const bool controls = (first < 32 && first != '\n' && first != '\t') || first == 127 ||
                              (first == 0xc2 && byte(i + 1) < 0xa0);
        result += controls ? std::string_view(" ") : text.substr(i, size);
        i += size;
    }
    return result;
}

std::string cut(const std::string& text, std::size_t width) {
    if (columns(text) <= width) return text;
    std::size_t end = 0, shown = 0;
    while (end < text.size() && shown + 3 < width) {
        ++end;
        while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) ++end;
        ++shown;
    }
    return text.substr(0, end) + std::string(std::min<std::size_t>(width, 3), '.');
}

Reasoned split_because(std::string_view text) {
    const auto mark = text.find('\x1e');
    if (mark == std::string_view::npos) return {std::string(text), ""};
    return {trimmed(text.substr(0, mark)), trimmed(text.substr(mark + 1))};
}

std::string counted(long count, std::string_view noun) {
    if (count == 1) return fmt::format("1 {}", noun);
    const auto ends_in = [&](std::string_view ending) { return noun.ends_with(ending); };
    if (ends_in("s") || ends_in("x") || ends_in("z") || ends_in("ch") || ends_in("sh")) {
        return fmt::format("{} {}es", count, noun);
    }
    constexpr std::string_view vowels = "aeiou";
    if (noun.size() > 1 && ends_in("y") && vowels.find(noun[noun.size() - 2]) == vowels.npos) {
        return fmt::format("{} {}ies", count, noun.substr(0, noun.size() - 1));
    }
    return fmt::format("{} {}s", count, noun);
}

std::string wrapped(std::string_view text, std::size_t width, std::size_t indent) {
    std::string result;
    std::size_t column = 0;
    bool first_word = true;  // of a line: it stays there even if it is too long
    const auto new_line = [&] {
        result += '\n';
        column = 0;
        first_word = true;
    };
    const auto append = [&](std::string_view gap, std::string_view word) {
        if (first_word &&
            !result.empty()) {  // empty lines stay empty: the indent comes with a word
            result.append(indent, ' ');
            column = indent;
        }
        result.append(gap).append(word);
        column += columns(gap) + columns(word);
        first_word = false;
    };
    while (!text.empty()) {
        if (text.front() == '\n') {
            new_line();
            text.remove_prefix(1);
            continue;
        }
        const std::size_t gap_end = std::min(text.find_first_not_of(' '), text.size());
        const std::string_view gap = text.substr(0, gap_end);
        text.remove_prefix(gap_end);
        const std::size_t word_end = std::min(text.find_first_of(" \n"), text.size());
        const std::string_view word = text.substr(0, word_end);
        text.remove_prefix(word_end);
        if (word.empty()) continue;
        if (!first_word && column + columns(gap) + columns(word) > width) {
            new_line();
            append("", word);
        } else {
            append(gap, word);
        }
    }
    return result;
}

}  // namespace grader
