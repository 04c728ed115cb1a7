// How the desk looks; what it knows is desk.cpp's.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>

#include <fmt/format.h>

#include "common/error.h"
#include "common/text.h"
#include "desk/desk.h"
#include "desk/drawing.h"
#include "desk/markdown.h"
#include "desk/next_step.h"
#include "desk/side_by_side.h"
#include "report/terminal.h"

namespace grader {
namespace {

using Tone = Terminal::Tone;

// What is done sooner needs no sign that something is going on.
constexpr double soon = 0.5;
constexpr std::array spinner = {"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"};
// Longer lines are hard to read.
constexpr std::size_t widest_text = 110;

template <class Write>
std::vector<Line> written(std::size_t width, bool verbose, Write write) {
    char* text = nullptr;
    std::size_t size = 0;
    std::FILE* const file = open_memstream(&text, &size);
    if (file == nullptr) return {};
    Terminal terminal(file, verbose, true, std::min(width, widest_text));
    write(terminal);
    std::fclose(file);
    auto lines = lines_of(std::string_view(text, size));
    std::free(text);
    return lines;
}

void append(std::vector<Line>& lines, std::vector<Line> more) {
    for (Line& line : more) lines.push_back(std::move(line));
}

}  // namespace

std::size_t Desk::room() const {
    constexpr std::size_t others = 6;
    return height_ - std::min(height_, others);
}

bool Desk::can_draw() const {
    return std::ranges::any_of(verdicts_, [](const Verdict& verdict) {
        return std::ranges::any_of(verdict.problems, [](const Problem& problem) {
            return problem.timeline || problem.lanes;
        });
    });
}

std::vector<Line> Desk::picture() const {
    std::vector<Line> lines;
    switch (view_) {
        case View::page:
            lines = page();
            break;
        case View::timeline:
            lines = timeline_->picture(width_, height_);
            break;
        case View::list:
            lines = list_->picture(standings_, width_, height_);
            break;
        case View::solution:
            lines = framed(
                {{{Tone::bold, exercise().id + "  "}, {Tone::plain, harmless(exercise().title)}},
                 {{Tone::quiet, "yours on the left, the course's on the right"}}},
                solution(), {}, keys_line({{"↓ ↑", "scroll"}, {"q", "back"}}, width_));
            break;
        case View::keys:
            lines = framed({line_of("Keys", Tone::bold), {}}, all_keys(), {},
                           keys_line({{"q", "back"}}, width_));
            break;
    }
    lines.resize(height_);
    return lines;
}

std::vector<Line> Desk::framed(std::vector<Line> top, const std::vector<Line>& text,
                               const Line& status, const Line& keys) const {
    std::vector<Line> lines = std::move(top);
    lines.push_back(rule(width_));
    const std::size_t first = scrolled(scroll_, text.size(), room());
    for (std::size_t i = first; i < first + room(); ++i)
        lines.push_back(i < text.size() ? text[i] : Line{});
    const std::size_t hidden = text.size() - std::min(text.size(), first + room());
    lines.push_back(rule(
        width_, hidden > 0  ? fmt::format("↓ {}", counted(static_cast<long>(hidden), "more line"))
                : first > 0 ? "↑ more above"
                            : ""));
    lines.push_back(status);
    lines.push_back(keys);
    // In a window that is much too low, what is below is of more use than the header.
    if (lines.size() > height_)
        lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(height_));
    return lines;
}

std::vector<Line> Desk::page() const {
    return framed(header(), body(), status(), keys());
}

std::vector<Line> Desk::header() const {
    const std::string state = running_ ? "grading" : state_of(standing());
    const Tone tone = running_ ? Tone::accent : tone_of(standing());
    std::size_t done = 0, in_chapter = 0, done_in_chapter = 0;
    for (const ExerciseStanding& each : standings_) {
        const bool same = each.exercise->label == exercise().label;
        done += each.passed() ? 1 : 0;
        in_chapter += same ? 1 : 0;
        done_in_chapter += same && each.passed() ? 1 : 0;
    }
    const auto progress = [&](const std::string& what, std::size_t some, std::size_t all) {
        Line line = {{Tone::quiet, what + " "}};
        const Line drawn = bar(some, all, std::clamp<std::size_t>(width_ / 5, 6, 30));
        line.insert(line.end(), drawn.begin(), drawn.end());
        line.push_back({Tone::plain, fmt::format(" {} of {}", some, all)});
        return line;
    };
    return {apart({{Tone::bold, exercise().id + "  "}, {Tone::plain, harmless(exercise().title)}},
                  {{tone, state}}, width_),
            apart(progress(exercise().label, done_in_chapter, in_chapter),
                  progress("course", done, standings_.size()), width_)};
}

std::vector<Line> Desk::body() const {
    const std::size_t width = std::min(width_, widest_text);
    std::vector<Line> lines;
    std::vector<std::string> files;
    const fs::path folder = folder_of(exercise());
    for (const std::string& file : exercise().files) files.push_back((folder / file).string());
    for (std::size_t i = 0; i < files.size(); ++i)
        lines.push_back(
            {{Tone::quiet, i == 0 ? "  edit  " : "        "}, {Tone::accent, files[i]}});
    lines.push_back({{Tone::quiet, "  task  "}, {Tone::plain, (folder / "README.md").string()}});
    lines.emplace_back();
    // Who has something to mend reads that first.
    const bool begun = running_ || !verdicts_.empty();
    if (!begun) append(lines, task_lines(width));
    if (!fault_.empty()) append(lines, paragraph(fault_, width, 2, Tone::bad));
    for (const Verdict& verdict : verdicts_)
        append(lines,
               written(width, verbose_, [&](Terminal& terminal) { terminal.verdict(verdict); }));
    if (running_) checks_to_come(lines);
    if (!running_ && standing().passed()) after_passing(lines);
    if (!note_.empty()) {
        lines.emplace_back();
        append(lines, paragraph(note_, width, 2, Tone::quiet));
    }
    if (begun) {
        lines.emplace_back();
        lines.push_back(line_of("  Your task", Tone::bold));
        append(lines, task_lines(width));
    }
    const auto shown = hints_.find(exercise().id);
    if (shown != hints_.end()) {
        const auto& all = exercise().hints;
        for (std::size_t i = 0; i < shown->second && i < all.size(); ++i) {
            lines.emplace_back();
            lines.push_back(line_of(fmt::format("  Hint {} of {}", i + 1, all.size()), Tone::bold));
            append(lines, paragraph(all[i], width, 4));
        }
    }
    return lines;
}

std::vector<Line> Desk::task_lines(std::size_t width) const {
    std::vector<Line> lines;
    for (Line& line : markdown_lines(task_, {width - std::min<std::size_t>(width, 2), true, {}})) {
        line.insert(line.begin(), {Tone::plain, "  "});
        lines.push_back(std::move(line));
    }
    return lines;
}

void Desk::checks_to_come(std::vector<Line>& lines) const {
    const auto& checks = exercise().checks;
    for (std::size_t i = verdicts_.size(); i < checks.size(); ++i) {
        if (i > verdicts_.size()) {
            lines.push_back(line_of(fmt::format("  · {}", checks[i]), Tone::quiet));
            continue;
        }
        // "behaviour: running the tests" stands beside the check's own name.
        const std::string named = checks[i] + ": ";
        const std::string doing = doing_.starts_with(named) ? doing_.substr(named.size()) : doing_;
        const std::string sign =
            seconds_ < soon ? "·"
                            : spinner[static_cast<std::size_t>(seconds_ * 10) % spinner.size()];
        lines.push_back({{Tone::accent, fmt::format("  {} {:<10} ", sign, checks[i])},
                         {Tone::plain, harmless(doing)}});
    }
}

void Desk::after_passing(std::vector<Line>& lines) const {
    const std::size_t width = std::min(width_, widest_text);
    if (verdicts_.empty())
        lines.push_back(line_of("  ✓ passed as it is now", Tone::good));
    else
        lines.emplace_back();
    append(lines, paragraph("You have learned: " + exercise().learn, width, 2));
    lines.emplace_back();
    if (here_ + 1 < standings_.size()) {
        const Exercise& next = *standings_[here_ + 1].exercise;
        lines.push_back({{Tone::plain, "  Next: "},
                         {Tone::bold, next.id},
                         {Tone::plain, "  " + harmless(next.title) + "  (press n)"}});
    } else {
        lines.push_back(line_of("  That was the last exercise."));
    }
}

Line Desk::status() const {
    if (asking_)
        return {
            {Tone::bold, "Not passed yet. Your own try teaches more. Show the solution? y or n"}};
    if (!said_.empty()) return line_of(harmless(said_), Tone::bold);
    if (running_ && seconds_ >= soon)
        return line_of(fmt::format("Grading, {:.0f} s. Saving again begins anew.", seconds_),
                       Tone::quiet);
    if (running_) return line_of("Grading.", Tone::quiet);
    if (verbose_ && !verdicts_.empty())
        return line_of("With the raw evidence; v hides it.", Tone::quiet);
    if (!finished_ && standing().progress.standing == Standing::not_started && fault_.empty())
        return line_of("Edit the file and save it: then it is graded.", Tone::quiet);
    return line_of("Graded again whenever you save the file.", Tone::quiet);
}

Line Desk::keys() const {
    std::vector<KeyHelp> keys = {{"h", "hint"}};
    if (can_draw()) keys.push_back({"t", "timeline"});
    if (!verdicts_.empty()) keys.push_back({"v", "evidence"});
    for (KeyHelp each : std::initializer_list<KeyHelp>{{"n", "next"},
                                                       {"l", "list"},
                                                       {"o", "open"},
                                                       {"r", "run"},
                                                       {"p", "previous"},
                                                       {"s", "solution"},
                                                       {"?", "keys"}})
        keys.push_back(std::move(each));
    keys.push_back({"q", "quit"});
    return keys_line(keys, width_);
}

std::vector<Line> Desk::solution() const {
    std::vector<Line> lines;
    Code theirs;
    try {
        theirs = read_code(exercise(), catalogue_.root() / "solutions" / exercise().relative,
                           catalogue_.root());
    } catch (const Error& error) {
        return paragraph(error.what(), width_, 2, Tone::bad);
    }
    for (const LearnerFile& file : theirs) {
        const auto mine = std::ranges::find(code_, file.name, &LearnerFile::name);
        const auto rows = compared(mine == code_.end() ? "" : mine->content, file.content);
        const auto draw = width_ < wide_enough_for_two ? one_column : side_by_side;
        append(lines, draw(rows, "yours: " + file.name, "the course's: " + file.name, width_));
        lines.emplace_back();
    }
    return lines;
}

std::vector<Line> Desk::all_keys() const {
    static constexpr std::array<std::array<const char*, 2>, 14> all = {{
        {"h", "the next hint, from a nudge to nearly the answer"},
        {"t", "the timeline of what went wrong, to step through"},
        {"v", "the raw evidence: what the tools printed; again to hide it"},
        {"r", "grade again"},
        {"n", "the next exercise"},
        {"p", "the previous exercise"},
        {"l", "all exercises; type to find one"},
        {"s", "the course's solution beside yours"},
        {"o", "open the file in your editor ($VISUAL or $EDITOR)"},
        {"↓ ↑", "scroll; also j, k, Space, PgDn, PgUp, Home, End"},
        {"?", "these keys"},
        {"q", "back; on an exercise: quit"},
        {"Esc", "back"},
        {"Ctrl-C", "quit at once"},
    }};
    std::vector<Line> lines;
    for (const auto& [key, does] : all)
        lines.push_back({{Tone::accent, fmt::format("  {:<8}", key)}, {Tone::plain, does}});
    return lines;
}

}  // namespace grader
