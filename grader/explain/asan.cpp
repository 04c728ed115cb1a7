// AddressSanitizer, LeakSanitizer and the undefined-behaviour checks in words: what was done to
// which memory, where, and where that memory came from.
#include <set>

#include <fmt/format.h>

#include "common/text.h"
#include "explain/asan_kinds.h"
#include "explain/frames.h"
#include "explain/source.h"

namespace grader {
namespace {

struct Section {
    std::string title;  // "freed by thread T0 here:"
    Stack stack;
};

struct Report {
    std::string kind;      // "heap-use-after-free", "leak", "undefined"
    std::string message;   // the first line
    std::string extent;    // "... is located 0 bytes to the right of 16-byte region"
    std::string variable;  // of a report about the stack
    bool write = false;
    std::vector<Section> sections;
    std::string raw;
};

std::string between(const std::string& text, std::string_view from, std::string_view to) {
    const auto begin = text.find(from);
    if (begin == std::string::npos) return "";
    const auto start = begin + from.size();
    const auto end = text.find(to, start);
    return text.substr(start, end == std::string::npos ? end : end - start);
}

std::string kind_of(const std::string& line) {
    std::string kind = between(line, "AddressSanitizer: ", " ");
    if (line.find("attempting double-free") != line.npos)
        kind = "double-free";
    else if (line.find("attempting free on address which was not malloc") != line.npos)
        kind = "bad-free";
    return kind;
}

// One pass: a line either begins a report, belongs to the current one, or is nobody's.
std::vector<Report> parse(std::string_view text) {
    std::vector<Report> reports;
    bool open = false;
    const auto begin = [&](std::string kind, const std::string& line) {
        reports.push_back({std::move(kind), line, "", "", false, {}, ""});
        reports.back().sections.push_back({"", {}});
        open = true;
    };
    for (const std::string& line : split_lines(text)) {
        const auto frame = parse_frame(line);
        if (!frame) {
            const bool leak = line.starts_with("Direct leak of ");
            if (line.find("ERROR: AddressSanitizer: ") != line.npos)
                begin(kind_of(line), line);
            else if (leak)
                begin("leak", line);
            else if (line.find(": runtime error: ") != line.npos)
                begin("undefined", line);
            else if (line.starts_with("Indirect leak of ") || line.starts_with("SUMMARY:"))
                open = false;
        }
        if (!open) continue;
        Report& report = reports.back();
        if (report.raw.size() < 16384) report.raw += line + "\n";
        if (frame) {
            if (report.sections.back().stack.size() < 64)
                report.sections.back().stack.push_back(*frame);
        } else if (line.ends_with(" here:") || line.find(" is located in stack of ") != line.npos) {
            report.sections.push_back({line, {}});
        } else if (line.find(" is located ") != line.npos) {
            report.extent = line;
            report.sections.push_back(
                {line, {}});  // so that later frames do not join the first stack
        } else if (line.find("<== Memory access at") != line.npos) {
            report.variable = between(line, "'", "'");
        } else if (line.starts_with("WRITE of size") ||
                   line.find("caused by a WRITE") != line.npos) {
            report.write = true;
        }
    }
    return reports;
}

const Section* section(const Report& report, std::string_view title) {
    for (const Section& one : report.sections)
        if (one.title.find(title) != std::string::npos) return &one;
    return nullptr;
}

// "code/twice.h:4:21: runtime error: ..." -> the place with its column.
std::optional<Place> place_of_message(const std::string& line, const Names& names) {
    const std::string place = line.substr(0, line.find(": runtime error: "));
    const auto column = place.rfind(':');
    if (column == std::string::npos || column == 0) return std::nullopt;
    const auto number = place.rfind(':', column - 1);
    if (number == std::string::npos) return std::nullopt;
    return names.place(std::string_view(place).substr(0, number),
                       std::atoi(place.c_str() + number + 1),
                       std::atoi(place.c_str() + column + 1));
}

void add(Problem& problem, const Section* from, const Names& names, const std::string& learners,
         const std::string& tests) {
    if (!from || from->stack.empty()) return;
    if (const auto frame = learners_frame(from->stack, names)) {
        const std::string inside =
            frame->inside.empty() ? "" : fmt::format(", inside `{}`", frame->inside);
        problem.steps.push_back({learners + inside + ":", frame->place});
    } else if (!tests.empty()) {
        problem.steps.push_back({tests, std::nullopt});
    }
}

Problem leak(const Report& report, const Names& names) {
    Problem problem;
    const std::string bytes = between(report.message, "leak of ", " byte");
    const std::string count = between(report.message, "in ", " object");
    problem.headline =
        count == "1"
            ? fmt::format("An object of {} bytes was made with new and never deleted.", bytes)
            : fmt::format("{} objects were made with new and never deleted ({} bytes).", count,
                          bytes);
    add(problem, &report.sections[0], names, "It was made here",
        "It was made by the test through your code.");
    problem.why =
        "Nothing points to this memory any more, so nobody can give it back: a program that runs "
        "for long "
        "runs out of memory. C++ has no garbage collector.";
    problem.mend = "Let an owner delete it: std::unique_ptr, std::shared_ptr or a container.";
    return problem;
}

Problem undefined(const Report& report, const Names& names) {
    const std::string message =
        report.message.substr(report.message.find(": runtime error: ") + 17);
    Problem problem;
    const UndefinedWords words = words_for_undefined(message);
    problem.headline = words.headline;
    problem.why = words.why;
    if (const auto place = place_of_message(report.message, names))
        problem.steps.push_back({"Here:", place});
    else
        add(problem, &report.sections[0], names, "It happened here",
            "It happened in the test, with what your code "
            "returned.");
    problem.steps.push_back({"The checker says: " + message + ".", std::nullopt});
    return problem;
}

Problem memory(const Report& report, const Names& names) {
    Problem problem;
    const MemoryWords words = words_for_memory(report.kind, report.message);
    if (report.kind == "heap-use-after-free" || report.kind == "double-free")
        problem.pattern = Pattern::freed_memory;
    problem.headline = words.headline;
    problem.why = words.why;
    problem.mend = words.mend;
    if (!report.variable.empty() && report.variable != "<unknown>")
        problem.headline = replaced(problem.headline, "a local variable",
                                    fmt::format("the local variable `{}`", report.variable));
    const std::string verb = report.write ? "It is written" : words.verb;
    add(problem, &report.sections[0], names, verb + " here",
        verb +
            " in the test, through something that your code handed out (a reference, a pointer or "
            "an iterator).");
    add(problem, section(report, "freed by thread"), names, "The memory was freed here",
        "The memory was freed by the test, when it destroyed the object.");
    if (const Section* made = section(report, "allocated by thread"))
        add(problem, made, names, "It was allocated here", "");
    if (const std::string size = between(report.extent, "bytes to the right of ", "-byte region");
        !size.empty())
        problem.steps.push_back(
            {fmt::format("The memory is {} bytes long; the access was behind its end.", size),
             std::nullopt});
    return problem;
}

}  // namespace

std::vector<Problem> explain_asan(std::string_view text, const Names& names) {
    constexpr std::size_t most = 5;
    std::vector<Problem> problems;
    std::set<std::string> seen;
    for (const Report& report : parse(text)) {
        Problem problem = report.kind == "leak"        ? leak(report, names)
                          : report.kind == "undefined" ? undefined(report, names)
                                                       : memory(report, names);
        problem.outcome = Outcome::crash;
        problem.raw = report.raw;
        // The undefined-behaviour check and AddressSanitizer often see the same mistake one after
        // the other: one line, one problem.
        std::string key = problem.headline;
        if (!problem.steps.empty() && problem.steps[0].place && report.kind != "leak")
            key = fmt::format("{}:{}", problem.steps[0].place->file, problem.steps[0].place->line);
        if (seen.insert(key).second && problems.size() < most)
            problems.push_back(std::move(problem));
    }
    return problems;
}

}  // namespace grader
