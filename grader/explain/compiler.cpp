// g++'s and the linker's messages as Problems: one per line of the learner's, with what g++ says
// about it and what that means. g++'s JSON is no help: it leaves out the "required from" chain,
// which alone names the learner's line when the error stands in the standard library.
#include <algorithm>
#include <charconv>
#include <regex>
#include <set>

#include <fmt/format.h>

#include "common/text.h"
#include "explain/compiler_advice.h"
#include "explain/explain.h"
#include "explain/frames.h"

namespace grader {
namespace {

struct Spot {
    std::string file;
    int line = 0, column = 0;
};

struct Message {
    Spot spot;
    std::string text;
    std::vector<Spot> chain;  // where the template was used, innermost first
    std::vector<std::pair<Spot, std::string>> notes;
    std::string raw;
    bool linker = false;
};

int number(const std::string& text) {
    int value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

// "file:line[:column]: rest" -> the place and the rest. A file's name holds no colon.
bool split(const std::string& line, Spot& spot, std::string& rest) {
    const auto colon = line.find(':');
    if (colon == std::string::npos || colon == 0 || line[0] == ' ') return false;
    std::size_t at = colon;
    int values[2] = {0, 0};
    int count = 0;
    while (count < 2 && at < line.size() && line[at] == ':') {
        std::size_t end = at + 1;
        while (end < line.size() && std::isdigit(static_cast<unsigned char>(line[end]))) ++end;
        if (end == at + 1) break;
        values[count++] = number(line.substr(at + 1, end - at - 1));
        at = end;
    }
    if (count == 0 || at >= line.size() || line[at] != ':') return false;
    spot = {line.substr(0, colon), values[0], values[1]};
    rest = trimmed(std::string_view(line).substr(at + 1));
    return true;
}

std::optional<Message> linkers(const std::string& line) {
    static const std::regex undefined(R"(undefined reference to [`'](.*)')");
    static const std::regex twice(R"(multiple definition of [`']([^']*)')");
    static const std::regex place(R"(([^\s:]+\.(?:h|hpp|cpp|cc)):(\d+): )");
    std::smatch match, at;
    Message message;
    message.linker = true;
    message.raw = line + "\n";
    if (std::regex_search(line, at, place)) message.spot = {at[1], number(at[2]), 0};
    if (std::regex_search(line, match, undefined)) {
        message.text = "undefined reference to '" + match[1].str() + "'";
        return message;
    }
    if (std::regex_search(line, match, twice)) {
        message.text = "multiple definition of '" + match[1].str() + "'";
        // The second half of the line names the first definition: the learner's place may be there.
        message.chain.push_back({});
        const std::string rest = match.suffix();
        if (std::regex_search(rest, at, std::regex(R"(([^\s:]+\.(?:h|hpp|cpp|cc)):(\d+):)")))
            message.chain[0] = {at[1], number(at[2]), 0};
        return message;
    }
    return std::nullopt;
}

std::vector<Message> parse(std::string_view text) {
    std::vector<Message> messages;
    std::vector<Spot> chain;
    bool in_error = false;  // notes below a warning belong to the warning
    std::string context;
    for (const std::string& line : split_lines(text)) {
        Spot spot;
        std::string rest;
        if (auto found = linkers(line)) {
            messages.push_back(std::move(*found));
            in_error = false;
            continue;
        }
        if (!split(line, spot, rest)) {
            static const std::regex placeless(
                R"(^(?:g\+\+|cc1plus|c\+\+|as|ld): (?:fatal error|internal compiler error|error): (.*))");
            std::smatch match;
            if (std::regex_search(line, match, placeless)) {
                messages.push_back({{}, match[1], {}, {}, line + "\n", false});
                in_error = true;
            } else if (line.find(": In instantiation of ") != line.npos ||
                       line.find(": In substitution of ") != line.npos) {
                chain.clear();
                context = line + "\n";
            } else if (in_error && line.starts_with(' ')) {
                messages.back().raw += line + "\n";
            }
            continue;
        }
        if (rest.starts_with("required ") || rest.starts_with("recursively required ") ||
            rest.starts_with("in 'constexpr' expansion")) {
            chain.push_back(spot);
            context += line + "\n";
            continue;
        }
        static const std::regex error(R"(^(?:fatal |internal compiler )?error: (.*))");
        std::smatch match;
        if (rest.starts_with("note: ")) {
            if (in_error) {
                messages.back().notes.emplace_back(spot, rest.substr(6));
                messages.back().raw += line + "\n";
            }
        } else if (std::regex_search(rest, match, error)) {
            // "implicitly deleted because ...:" is explained by a second error, which is part of
            // the first.
            const bool goes_on =
                in_error && !messages.back().notes.empty() &&
                messages.back().notes.back().second.ends_with("would be ill-formed:");
            if (goes_on) {
                messages.back().notes.emplace_back(spot, match[1]);
                messages.back().raw += line + "\n";
            } else {
                messages.push_back({spot, match[1], chain, {}, context + line + "\n", false});
            }
            in_error = true;
            chain.clear();
            context.clear();
        } else if (rest.starts_with("warning: ")) {
            in_error = false;
            chain.clear();
            context.clear();
        }
    }
    return messages;
}

std::string with_notes(const Message& message) {
    std::string text = message.text;
    for (const auto& [spot, note] : message.notes) text += "\n" + note;
    for (const auto& [from, to] : {std::pair{"‘", "'"}, {"’", "'"}})
        text = replaced(text, from, to);
    return text;
}

std::optional<Place> place_of(const Spot& spot, const Names& names) {
    return spot.file.empty() ? std::nullopt : names.place(spot.file, spot.line, spot.column);
}

Problem from_linker(const Message& message, const Names& names) {
    Problem problem;
    auto place = place_of(message.spot, names);
    for (const Spot& spot : message.chain)
        if (!place) place = place_of(spot, names);
    const std::string name = cleaned(message.text.substr(message.text.find('\'')));
    if (message.text.starts_with("undefined")) {
        problem.headline = fmt::format("{} is declared and used, but it has no body.", name);
        problem.why =
            "The declaration promises that the function exists somewhere; the linker looked "
            "everywhere and "
            "did not find it.";
        problem.mend =
            "Write the function's body. A body outside of its class needs the class's name: `void "
            "Type::function() { ... }`.";
        if (place) problem.steps.push_back({"It is used here:", place});
    } else {
        problem.headline = fmt::format("{} is defined more than once.", name);
        problem.why =
            "A header is copied into every file that includes it, so each of them gets its own "
            "definition.";
        problem.mend = "Write `inline` in front of it.";
        if (place) problem.steps.push_back({"It is defined here:", place});
    }
    return problem;
}

// The error stands in the tests: what the learner's file offers is not what the task promises.
Problem from_tests(const Message& message, const Names& names) {
    Problem problem;
    const std::string text = with_notes(message);
    static const std::regex member(
        R"('(?:class |struct |const )*([^']*)' has no member named '([^']*)')");
    static const std::regex undeclared(
        R"('([^']*)' (?:was not declared|has not been declared|does not name a type))");
    static const std::regex call(R"(no matching function for call to '([^']*)')");
    static const std::regex hidden(R"('([^']*)' is (private|protected) within this context)");
    std::smatch match;
    if (std::regex_search(text, match, member))
        problem.headline =
            fmt::format("The tests use `{}::{}`, and your file does not have it (any more).",
                        match[1].str(), match[2].str());
    else if (std::regex_search(text, match, undeclared))
        problem.headline = fmt::format(
            "The tests use `{}`, and your file does not have it (any more).", match[1].str());
    else if (std::regex_search(text, match, call))
        problem.headline =
            fmt::format("The tests call {}, and what your file declares does not accept that.",
                        cleaned("'" + match[1].str() + "'"));
    else if (std::regex_search(text, match, hidden))
        problem.headline = fmt::format("The tests call {}, which is {} in your file.",
                                       cleaned("'" + match[1].str() + "'"), match[2].str());
    else if (text.find("invalid use of void expression") != text.npos)
        problem.headline = "The tests use the value of a function that returns void in your file.";
    else
        problem.headline =
            "The tests do not compile with your file: " + cleaned(message.text) + ".";
    std::set<int> lines;
    for (const auto& [spot, note] : message.notes) {
        const auto place = place_of(spot, names);
        if (place && lines.insert(place->line).second && lines.size() <= 3)
            problem.steps.push_back({"Your file has this:", place});
    }
    problem.why = "The tests are written for the interface that the task shows.";
    problem.mend =
        "Keep the names, parameters, return types and consts of the task's API exactly as they "
        "are.";
    return problem;
}

}  // namespace

std::vector<Problem> explain_compiler(std::string_view text, const Names& names, std::size_t most) {
    struct Found {
        Problem problem;
        int rank = 0;  // what stands in the learner's file comes first, and alone if there is any
        std::string key;
        bool advised = false;
    };
    std::vector<Found> all;
    for (const Message& message : parse(text)) {
        Found found;
        Problem& problem = found.problem;
        auto place = place_of(message.spot, names);
        const bool own = place.has_value();
        for (const Spot& spot : message.chain)
            if (!place) place = place_of(spot, names);
        // An open brace swallows the tests, too: the note says where it stands, all else is a
        // consequence.
        const bool open_brace = message.text.starts_with("expected '}' at end of input");
        if (open_brace)
            for (const auto& [spot, note] : message.notes)
                if (!place) place = place_of(spot, names);
        const bool in_tests = !message.linker && !place && is_tests(message.spot.file);
        if (message.linker) {
            problem = from_linker(message, names);
            found.rank = problem.steps.empty() ? 1 : 0;
            found.key = problem.headline;
        } else if (in_tests) {
            problem = from_tests(message, names);
            found.rank = 2;
            found.key = fmt::format("{}:{}", message.spot.file, message.spot.line);
        } else {
            if (!place)
                for (const auto& [spot, note] : message.notes)
                    if (!place) place = place_of(spot, names);
            problem.headline = cleaned(message.text);
            const Advice advice = advice_for(with_notes(message));
            found.advised = !advice.empty();
            problem.why = advice.why;
            problem.mend = advice.mend;
            static const std::regex header(R"(did you forget to '#include (<[^>]*>)')");
            std::smatch match;
            const std::string notes = with_notes(message);
            if (std::regex_search(notes, match, header))
                problem.mend =
                    fmt::format("Add `#include {}` at the top of the file.", match[1].str());
            if (place)
                problem.steps.push_back({own ? "Here:"
                                         : open_brace
                                             ? "This one is still open at the end of the file:"
                                             : "In library code that this line uses:",
                                         place});
            found.rank = !place ? 3 : open_brace ? -1 : 0;
            found.key = place ? fmt::format("{}:{}", place->file, place->line) : problem.headline;
            // One missing header makes many errors.
            if (problem.mend.starts_with("Add `#include")) found.key = problem.mend;
        }
        problem.outcome = Outcome::does_not_build;
        problem.raw = message.raw;
        // Several messages about one line are one mistake; the one that can be explained stands for
        // it.
        const auto same = std::find_if(all.begin(), all.end(),
                                       [&](const Found& f) { return f.key == found.key; });
        if (same == all.end()) {
            all.push_back(std::move(found));
        } else {
            const std::string raw = same->problem.raw + problem.raw;
            if (found.advised &&
                (!same->advised || same->problem.why.starts_with("No function of this name")))
                *same = std::move(found);
            same->problem.raw = raw;
        }
    }
    int best = 3;
    for (const Found& found : all) best = std::min(best, found.rank);
    std::vector<Problem> problems;
    for (Found& found : all)
        if (found.rank == best && problems.size() < most)
            problems.push_back(std::move(found.problem));
    if (problems.empty() && !trimmed(text).empty() &&
        (text.find("error") != text.npos || text.find("ld returned") != text.npos)) {
        Problem problem;
        problem.outcome = Outcome::does_not_build;
        problem.headline = "g++ could not build your file.";
        problem.raw = text;
        problems.push_back(std::move(problem));
    }
    return problems;
}

}  // namespace grader
