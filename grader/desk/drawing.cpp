#include "desk/drawing.h"

#include <algorithm>

#include "common/text.h"

namespace grader {

using Tone = Terminal::Tone;

namespace {

std::string repeated(std::string_view sign, std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += sign;
    return text;
}

// What is missing of `width`.
std::string blanks(std::size_t width, std::size_t used) {
    return std::string(width - std::min(width, used), ' ');
}

}  // namespace

Line line_of(const std::string& text, Tone tone) {
    return {{tone, text}};
}

Line apart(const Line& left, const Line& right, std::size_t width) {
    Line line = cut(left, width);
    const std::size_t used = columns(line);
    if (used + 1 >= width) return line;
    const Line end = cut(right, width - used - 1);
    line.push_back({Tone::plain, blanks(width, used + columns(end))});
    line.insert(line.end(), end.begin(), end.end());
    return line;
}

Line chosen(const Line& line, std::size_t width) {
    Line all = cut(line, width);
    all.push_back({Tone::plain, blanks(width, columns(all))});
    for (Piece& piece : all) piece.reversed = true;
    return all;
}

Line rule(std::size_t width, const std::string& note) {
    if (note.empty() || columns(note) + 6 > width)
        return line_of(repeated("─", width), Tone::quiet);
    return {{Tone::quiet, repeated("─", width - columns(note) - 4)},
            {Tone::accent, " " + note + " "},
            {Tone::quiet, "──"}};
}

Line bar(std::size_t done, std::size_t all, std::size_t width) {
    const std::size_t full = all == 0 ? 0 : width * done / all;
    return {{Tone::good, repeated("━", full)}, {Tone::quiet, repeated("─", width - full)}};
}

Line keys_line(const std::vector<KeyHelp>& keys, std::size_t width) {
    const auto needs = [](const KeyHelp& key) {
        return columns(key.key) + 1 + columns(key.does) + 2;
    };
    Line line;
    std::size_t room = width;
    if (!keys.empty()) room -= std::min(room, needs(keys.back()));
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const bool last = i + 1 == keys.size();
        if (!last && needs(keys[i]) > room) continue;
        if (!last) room -= needs(keys[i]);
        line.push_back({Tone::accent, keys[i].key});
        line.push_back({Tone::quiet, " " + keys[i].does + "  "});
    }
    return line;
}

std::vector<Line> paragraph(const std::string& text, std::size_t width, std::size_t indent,
                            Terminal::Tone tone) {
    std::vector<Line> lines;
    for (Line& line : wrapped(line_of(text, tone), width - std::min(width, indent))) {
        line.insert(line.begin(), {Tone::plain, std::string(indent, ' ')});
        lines.push_back(std::move(line));
    }
    return lines;
}

std::size_t scrolled(std::size_t first, std::size_t lines, std::size_t room) {
    return std::min(first, lines - std::min(lines, room));
}

std::size_t scrolled_to(std::size_t first, std::size_t from, std::size_t to, std::size_t room) {
    if (to > first + room) first = to - std::min(to, room);
    return std::min(first, from);
}

std::size_t moved(const Key& key, std::size_t at, std::size_t lines, std::size_t room) {
    const std::size_t last = lines == 0 ? 0 : lines - 1;
    const std::size_t page = std::max<std::size_t>(room, 2) - 1;
    if (key.name == Key::up || key.is("k")) return at - std::min<std::size_t>(at, 1);
    if (key.name == Key::down || key.is("j")) return std::min(at + 1, last);
    if (key.name == Key::page_up) return at - std::min(at, page);
    if (key.name == Key::page_down || key.is(" ")) return std::min(at + page, last);
    if (key.name == Key::home) return 0;
    if (key.name == Key::end) return last;
    return at;
}

}  // namespace grader
