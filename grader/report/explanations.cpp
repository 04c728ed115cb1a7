#include "report/explanations.h"

#include <algorithm>

#include <fmt/format.h>

#include "common/text.h"

namespace grader {
namespace {

// The command takes the first row.
constexpr std::size_t rows_of_text = screen_rows - 1;

std::string lines_joined(const std::vector<std::string>& lines, std::size_t from, std::size_t to) {
    std::string text;
    for (std::size_t i = from; i < std::min(to, lines.size()); ++i) text += lines[i] + "\n";
    return text;
}

// A fence longer than any row of the same signs within.
std::string fenced(const std::string& kind, const std::string& text) {
    std::string fence = "```";
    while (text.find(fence) != std::string::npos) fence += '`';
    return fmt::format("{}{}\n{}{}\n", fence, kind, text, fence);
}

std::string folded(const std::string& summary, const std::string& content) {
    return fmt::format("<details><summary>{}</summary>\n\n{}\n</details>\n\n", summary, content);
}

std::vector<std::string> lines_of(const Explanation& one) {
    auto lines = split_lines(one.shown);
    while (!lines.empty() && trimmed(lines.back()).empty()) lines.pop_back();
    return lines;
}

std::string tick(bool yes) {
    return yes ? "✓" : "–";
}

std::string overview(const std::vector<Explanation>& all) {
    std::string text =
        "| exercise | impostor | ends with | lines | a line of the file | what to do |\n"
        "|---|---|---|---:|:-:|:-:|\n";
    for (const Explanation& one : all) {
        const FirstScreen first = first_screen(one);
        text += fmt::format("| {} | [{}](#{}-{}) | {}{} | {} | {} | {} |\n", one.exercise,
                            one.impostor, replaced(one.exercise, "/", ""), one.impostor,
                            one.declared, one.fault.empty() ? "" : " **(does not)**",
                            lines_of(one).size(), tick(first.place), tick(first.advice));
    }
    return text + "\n";
}

std::string section(const Explanation& one) {
    const auto lines = lines_of(one);
    std::string text = fmt::format("### {} {}\n\n*{}.* {}\n\n", one.exercise, one.impostor,
                                   one.declared, replaced(trimmed(one.thought), "\n", " "));
    if (!one.fault.empty()) text += fmt::format("**It does not end so:** {}\n\n", one.fault);
    text += fenced("text", fmt::format("$ ./racecourse check {}\n", one.exercise) +
                               lines_joined(lines, 0, rows_of_text));
    text += "\n";
    if (lines.size() > rows_of_text) {
        text += folded(counted(static_cast<long>(lines.size() - rows_of_text), "more line"),
                       fenced("text", lines_joined(lines, rows_of_text, lines.size())));
    }
    if (!one.difference.empty())
        text += folded("What it does otherwise than the solution", fenced("diff", one.difference));
    return text;
}

}  // namespace

FirstScreen first_screen(const Explanation& one) {
    const auto lines = lines_of(one);
    const std::string text = lines_joined(lines, 0, rows_of_text);
    FirstScreen first;
    first.advice = text.find("What to do: ") != std::string::npos;
    first.place = std::ranges::any_of(one.places, [&](const std::string& place) {
        return text.find(place) != std::string::npos;
    });
    return first;
}

std::string explanations_page(const std::vector<Explanation>& all) {
    std::string text = fmt::format(
        "# What a learner reads\n\n"
        "Each of {} was graded as its author would have it graded. Below stands the first screen, "
        "{} columns and {} rows; what comes after it is folded. The first screen must be enough: "
        "what happened, where in the file, why it matters, and what to do next.\n\n",
        counted(static_cast<long>(all.size()), "impostor"), screen_columns, screen_rows);
    text += overview(all);
    std::string exercise;
    for (const Explanation& one : all) {
        if (one.exercise != exercise) text += fmt::format("## {} {}\n\n", one.exercise, one.title);
        exercise = one.exercise;
        text += section(one);
    }
    return text;
}

}  // namespace grader
