// One problem as a part of the page: what happened, where, the source lines, and the pictures.
#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "common/text.h"
#include "report/page_parts.h"

namespace grader::page_parts {
namespace {

// The name, number or sign that the column points at.
std::string marked(const std::string& line, int column) {
    const auto at = static_cast<std::size_t>(std::max(column - 1, 0));
    if (column < 1 || at >= line.size()) return escaped(line);
    std::size_t end = at + 1;
    const auto word = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
    };
    if (word(line[at]))
        while (end < line.size() && word(line[end])) ++end;
    else
        while (end < line.size() && (static_cast<unsigned char>(line[end]) & 0xc0) == 0x80) ++end;
    return escaped(line.substr(0, at)) + "<mark>" + escaped(line.substr(at, end - at)) + "</mark>" +
           escaped(line.substr(end));
}

std::string source_line(int number, const std::string& markup, bool chosen) {
    return fmt::format(
        "<span class=\"line{}\"><span class=\"no\">{}</span><code>{}</code></span>\n",
        chosen ? " chosen" : "", number, markup);
}

// The line, with its neighbours where they are known.
std::string source(const Place& place, const Code& code) {
    std::string lines;
    if (place.line < 1) {
        lines = "";
    } else if (const LearnerFile* file = file_of(place, code)) {
        const auto all = split_lines(file->content);
        const int first = std::max(place.line - 1, 1);
        const int last = std::min(place.line + 1, static_cast<int>(all.size()));
        for (int number = first; number <= last; ++number) {
            const std::string& line = all[static_cast<std::size_t>(number - 1)];
            lines += source_line(number,
                                 number == place.line ? marked(line, place.column) : escaped(line),
                                 number == place.line);
        }
    } else if (!place.text.empty()) {
        lines = source_line(place.line, marked(place.text, place.column), true);
    }
    return fmt::format("<figure class=\"source\"><figcaption>{}{}</figcaption>{}</figure>\n",
                       escaped(place.file),
                       place.line > 0 ? fmt::format(", line {}", place.line) : "",
                       lines.empty() ? "" : "<div class=\"code\">" + lines + "</div>");
}

}  // namespace

std::string prose(std::string_view text) {
    std::string result, all = escaped(text);
    bool code = false;
    // A backquote that nothing closes is one.
    auto left = std::count(all.begin(), all.end(), '`');
    for (const char c : all) {
        if (c != '`' || (!code && left < 2)) {
            result += c;
            continue;
        }
        result += code ? "</code>" : "<code>";
        code = !code;
        --left;
    }
    return result;
}

std::string preformatted(std::string_view text) {
    std::string result = "<pre>";
    for (const std::string& line : split_lines(text)) result += escaped(line) + "\n";
    return result + "</pre>\n";
}

std::string folded_away(std::string_view title, const std::string& content) {
    return fmt::format("<details><summary>{}</summary>\n{}</details>\n", escaped(title), content);
}

const LearnerFile* file_of(const Place& place, const Code& code) {
    for (const LearnerFile& file : code) {
        if (file.shown != place.file) continue;
        const auto lines = split_lines(file.content);
        const auto at = static_cast<std::size_t>(place.line);
        const bool same =
            place.line >= 1 && at <= lines.size() && trimmed(lines[at - 1]) == trimmed(place.text);
        return same ? &file : nullptr;
    }
    return nullptr;
}

std::string listing(const Code& code, const Ids& ids) {
    std::string result;
    for (std::size_t i = 0; i < code.size(); ++i) {
        std::string lines;
        int number = 0;
        const auto all = split_lines(code[i].content);
        for (const std::string& line : all) lines += source_line(++number, escaped(line), false);
        result += folded_away(
            fmt::format("{}, as it was graded ({})", code[i].name,
                        counted(static_cast<long>(all.size()), "line")),
            fmt::format("<div class=\"code\" id=\"{}\">{}</div>\n", ids.file(i), lines));
    }
    return result;
}

std::string problem(const Problem& problem, const std::string& check, const Code& code, Ids& ids) {
    const std::string title = ids.next();
    std::string result = fmt::format("<section class=\"problem\" aria-labelledby=\"{}\">\n", title);
    result +=
        fmt::format("<p class=\"where\">{}: {}{}</p>\n", escaped(check), name(problem.outcome),
                    problem.test.empty() ? "" : ", in the test " + escaped(problem.test));
    auto headline = split_lines(problem.headline);
    if (headline.empty()) headline.emplace_back(name(problem.outcome));
    result += fmt::format("<h4 id=\"{}\">{}</h4>\n", title, prose(headline.front()));
    headline.erase(headline.begin());
    if (!headline.empty()) result += preformatted(joined(headline, "\n"));

    if (!problem.steps.empty()) {
        const bool two = problem.outcome == Outcome::race && problem.steps.size() == 2;
        result += fmt::format("<ol class=\"steps{}\">\n", two ? " racing" : "");
        for (const Step& step : problem.steps) {
            result += "<li>";
            if (!step.text.empty()) result += "<p>" + prose(step.text) + "</p>\n";
            if (step.place) result += source(*step.place, code);
            result += "</li>\n";
        }
        result += "</ol>\n";
    }
    if (problem.timeline) result += timeline(*problem.timeline, code, ids);
    if (problem.lanes) result += lanes(*problem.lanes, ids);
    if (!problem.why.empty())
        result +=
            "<p class=\"why\"><strong>Why it matters:</strong> " + prose(problem.why) + "</p>\n";
    if (!problem.mend.empty())
        result +=
            "<p class=\"mend\"><strong>What to do:</strong> " + prose(problem.mend) + "</p>\n";
    if (!problem.token.empty())
        result += "<p class=\"quiet\">See it again: <code>./racecourse replay " +
                  escaped(problem.token) + "</code></p>\n";
    if (!problem.raw.empty())
        result += folded_away("The evidence as it came", preformatted(problem.raw));
    return result + "</section>\n";
}

}  // namespace grader::page_parts
