#include "desk/list_view.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "common/error.h"
#include "common/text.h"
#include "desk/drawing.h"

namespace grader {

using Tone = Terminal::Tone;

namespace {

std::string lower(std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

std::string sign_of(const ExerciseStanding& standing) {
    if (standing.file_missing) return sign_of(Outcome::wrong);
    const bool known = standing.progress.standing == Standing::graded;
    return sign_of(known ? standing.progress.outcome : Outcome::not_started);
}

}  // namespace

std::string state_of(const ExerciseStanding& standing) {
    return standing.passed() ? "passed" : words_of(standing);
}

Tone tone_of(const ExerciseStanding& standing) {
    if (standing.file_missing) return Tone::bad;
    const bool known = standing.progress.standing == Standing::graded;
    return tone_of(known ? standing.progress.outcome : Outcome::not_started);
}

std::vector<std::size_t> ListView::matching(const Standings& standings) const {
    std::vector<std::size_t> found;
    const std::string wanted = lower(filter_);
    for (std::size_t i = 0; i < standings.size(); ++i) {
        const Exercise& exercise = *standings[i].exercise;
        const std::string text =
            lower(exercise.id + ' ' + exercise.title + ' ' + state_of(standings[i]));
        if (text.find(wanted) != std::string::npos) found.push_back(i);
    }
    return found;
}

std::optional<std::size_t> ListView::typed(const Key& key, const Standings& standings,
                                           std::size_t height) {
    if (key.name == Key::escape) {
        left_ = filter_.empty();
        filter_.clear();
        return std::nullopt;
    }
    if (key.name == Key::erase) {
        while (!filter_.empty() && (static_cast<unsigned char>(filter_.back()) & 0xc0) == 0x80)
            filter_.pop_back();
        if (!filter_.empty()) filter_.pop_back();
    }
    if (key.name == Key::sign) filter_ += key.text;
    const auto found = matching(standings);
    if (found.empty()) return std::nullopt;
    const auto here = std::ranges::find(found, chosen_);
    std::size_t at = here == found.end() ? 0 : static_cast<std::size_t>(here - found.begin());
    if (key.name == Key::enter) return found[at];
    // What is typed is the filter, also j and k.
    if (key.name != Key::sign) at = moved(key, at, found.size(), height);
    chosen_ = found[at];
    return std::nullopt;
}

std::vector<Line> ListView::picture(const Standings& standings, std::size_t width,
                                    std::size_t height) const {
    std::vector<Line> rows;
    std::size_t at = 0;
    std::string chapter;
    for (const std::size_t i : matching(standings)) {
        const ExerciseStanding& standing = standings[i];
        if (standing.exercise->label != chapter) {
            chapter = standing.exercise->label;
            rows.push_back(line_of(standing.exercise->relative.parent_path().string(), Tone::bold));
        }
        Line row = {{tone_of(standing), "  " + sign_of(standing) + " "},
                    {Tone::plain, fmt::format("{:<16}{}", standing.exercise->id,
                                              harmless(standing.exercise->title))}};
        row = apart(row, {{tone_of(standing), state_of(standing)}}, width);
        if (i == chosen_) {
            at = rows.size();
            row = chosen(row, width);
        }
        rows.push_back(std::move(row));
    }
    if (rows.empty())
        rows.push_back(line_of("  No exercise has that in its name or state.", Tone::quiet));

    const auto passed =
        static_cast<std::size_t>(std::ranges::count_if(standings, &ExerciseStanding::passed));
    std::vector<Line> lines = {
        apart({{Tone::bold, "All exercises"}},
              {{Tone::quiet, fmt::format("{} of {} passed", passed, standings.size())}}, width),
        {{Tone::plain, "Find: "}, {Tone::accent, harmless(filter_)}, {Tone::plain, "_"}},
        rule(width)};
    const std::size_t room = height - std::min(height, lines.size() + 2);
    const std::size_t first = scrolled(
        scrolled_to(0, at - std::min<std::size_t>(at, 1), at + 1, room), rows.size(), room);
    for (std::size_t i = first; i < rows.size() && i < first + room; ++i) lines.push_back(rows[i]);
    lines.resize(height - std::min<std::size_t>(height, 2));
    const std::size_t hidden = rows.size() - std::min(rows.size(), first + room);
    lines.push_back(rule(width, hidden > 0 ? counted(static_cast<long>(hidden), "more line") : ""));
    lines.push_back(keys_line(
        {{"↓ ↑", "choose"}, {"Enter", "open"}, {"letters", "find"}, {"Esc", "back"}}, width));
    return lines;
}

}  // namespace grader
