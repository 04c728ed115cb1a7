#include "desk/timeline_view.h"

#include <algorithm>

#include <fmt/format.h>

#include "common/text.h"
#include "desk/drawing.h"
#include "report/cores_text.h"
#include "report/timeline_text.h"

namespace grader {
namespace {

using Tone = Terminal::Tone;

// Colour is the screen's to leave out.
std::string toned(Tone tone, const std::string& text) {
    return Terminal(nullptr, false, true, 0).toned(tone, text);
}

std::vector<Line> lanes_lines(const CoreLanes& lanes, std::size_t width) {
    return lines_of(cores_text(lanes, width, toned));
}

}  // namespace

TimelineView::TimelineView(const std::vector<Verdict>& verdicts, Code code)
    : code_(std::move(code)) {
    for (const Verdict& verdict : verdicts)
        for (const Problem& problem : verdict.problems) {
            if (problem.timeline && !problem.timeline->rows.empty())
                pictures_.push_back({problem.test, *problem.timeline});
            else if (problem.lanes)
                pictures_.push_back({problem.test, *problem.lanes});
        }
}

void TimelineView::typed(const Key& key, std::size_t width, std::size_t height) {
    if (empty()) return;
    // A picture further.
    if (key.is("]")) shown_ = (shown_ + 1) % pictures_.size();
    if (key.is("[")) shown_ = (shown_ + pictures_.size() - 1) % pictures_.size();
    Picture& picture = pictures_[shown_];
    if (const auto* timeline = std::get_if<Timeline>(&picture.drawn)) {
        Key step = key;
        if (key.name == Key::right) step.name = Key::down;
        if (key.name == Key::left) step.name = Key::up;
        picture.step = moved(step, picture.step, timeline->rows.size(), 10);
    } else {
        const std::size_t lines = lanes_lines(std::get<CoreLanes>(picture.drawn), width).size();
        const std::size_t room = height - std::min<std::size_t>(height, 3);
        picture.first = scrolled(moved(key, picture.first, lines, room), lines, room);
    }
}

std::vector<Line> TimelineView::picture(std::size_t width, std::size_t height) const {
    const Picture& picture = pictures_[shown_];
    const auto* timeline = std::get_if<Timeline>(&picture.drawn);
    Line title = {{Tone::bold, harmless(picture.test)}};
    Line where;
    if (timeline)
        where.push_back(
            {Tone::accent, fmt::format("step {} of {}", picture.step + 1, timeline->rows.size())});
    if (pictures_.size() > 1)
        where.push_back(
            {Tone::quiet, fmt::format("   picture {} of {}", shown_ + 1, pictures_.size())});
    std::vector<Line> lines = {apart(title, where, width)};
    const std::size_t room = height - std::min<std::size_t>(height, 2);
    if (timeline) {
        auto more = steps(*timeline, picture.step, width, room);
        lines.insert(lines.end(), more.begin(), more.end());
    } else {
        auto all = lanes_lines(std::get<CoreLanes>(picture.drawn), width);
        const std::size_t first = scrolled(picture.first, all.size(), room);
        for (std::size_t i = first; i < all.size() && i < first + room; ++i)
            lines.push_back(all[i]);
    }
    lines.resize(height - std::min<std::size_t>(height, 1));
    std::vector<KeyHelp> keys = {{"↓ ↑", timeline ? "step" : "scroll"}};
    if (timeline) {
        keys.push_back({"PgDn PgUp", "nine steps"});
        keys.push_back({"Home End", "first, last"});
    }
    if (pictures_.size() > 1) keys.push_back({"[ ]", "other picture"});
    keys.push_back({"q", "back"});
    lines.push_back(keys_line(keys, width));
    return lines;
}

std::vector<Line> TimelineView::steps(const Timeline& timeline, std::size_t step, std::size_t width,
                                      std::size_t height) const {
    const TimelineLines text = timeline_lines(timeline, width, toned);
    // Below: what the step does, in full, and its place. Half of the screen at most.
    const std::size_t below = std::min<std::size_t>(9, height / 2);
    constexpr std::size_t names = 2;
    const std::size_t room = height - std::min(height, below + names);
    const std::size_t begin = text.rows[step], end = text.rows[step + 1];
    const std::size_t rows_begin = text.header + names;
    // In the middle, so that one sees what was and what comes.
    const std::size_t first =
        std::max(rows_begin, scrolled(begin - std::min(begin, room / 2), text.lines.size(), room));

    const auto line = [&](std::size_t i) {
        const auto taken = lines_of(text.lines[i]);
        return taken.empty() ? Line{} : taken.front();
    };
    std::vector<Line> lines;
    for (std::size_t i = text.header; i < text.header + names && i < text.lines.size(); ++i)
        lines.push_back(line(i));
    for (std::size_t i = first; i < first + room && i < text.lines.size(); ++i)
        lines.push_back(i >= begin && i < end ? chosen(line(i), width) : line(i));
    lines.resize(names + room);

    const auto place = source(timeline, step, width, below);
    lines.insert(lines.end(), place.begin(), place.end());
    return lines;
}

std::vector<Line> TimelineView::source(const Timeline& timeline, std::size_t step,
                                       std::size_t width, std::size_t height) const {
    const TimelineRow& row = timeline.rows[step];
    std::vector<Line> lines;
    std::string where;
    if (row.place) where = fmt::format("{}:{}", row.place->file, row.place->line);
    lines.push_back(rule(width, harmless(where)));
    Line words = {{Tone::bold, harmless(timeline.threads[row.thread]) + " "},
                  {Tone::plain, harmless(row.action)}};
    if (!row.holds.empty())
        words.push_back({Tone::accent, " · holds " + harmless(joined(row.holds, ", "))});
    for (const Mark mark : row.marks) {
        const char* text = mark == Mark::stale       ? " · an old value: it was replaced already"
                           : mark == Mark::timed_out ? " · its time limit ran out"
                           : mark == Mark::spurious  ? " · it woke without a notify"
                           : mark == Mark::last      ? " · as far as this thread got"
                           : mark == Mark::deciding  ? " · the switch before it decides"
                                                     : nullptr;
        if (text != nullptr) words.push_back({Tone::bad, text});
    }
    for (Line& each : wrapped(words, width)) lines.push_back(std::move(each));
    if (row.place && row.place->line > 0) {
        const auto file = std::ranges::find(code_, row.place->file, &LearnerFile::shown);
        std::vector<std::string> text;
        std::size_t number = static_cast<std::size_t>(row.place->line), top = number;
        if (file != code_.end()) {
            text = split_lines(file->content);
            const std::size_t around = height - std::min(height, lines.size());
            top = number - std::min(number - 1, around / 2);
            text.erase(text.begin(),
                       text.begin() + static_cast<std::ptrdiff_t>(std::min(top - 1, text.size())));
        } else {
            text = {row.place->text};  // the test's: only this line is for learners
        }
        for (std::size_t i = 0; i < text.size() && lines.size() < height; ++i) {
            const bool here = top + i == number;
            Line each = {{here ? Tone::bold : Tone::quiet,
                          fmt::format("{} {:>4} | {}", here ? "▶" : " ", top + i,
                                      replaced(harmless(text[i]), "\t", "    "))}};
            lines.push_back(std::move(each));
        }
    }
    lines.resize(height);
    return lines;
}

}  // namespace grader
