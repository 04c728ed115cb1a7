#include "checks/corpus.h"

#include <algorithm>
#include <optional>
#include <regex>

#include <fmt/format.h>

#include "checks/test_run.h"
#include "common/error.h"
#include "common/text.h"

namespace grader {
namespace {

// What stands behind "// NAME:" in one of the first lines.
std::optional<std::string> declared(const std::string& source, const std::string& name) {
    for (const std::string& line : split_lines(source)) {
        if (!line.starts_with("//")) break;
        const std::string start = "// " + name + ":";
        if (line.starts_with(start)) return trimmed(line.substr(start.size()));
    }
    return std::nullopt;
}

std::vector<std::string> parts_of(const std::string& text, const std::string& separator) {
    std::vector<std::string> parts;
    for (std::size_t at = 0; at <= text.size();) {
        const auto end = std::min(text.find(separator, at), text.size());
        if (const std::string part = trimmed(text.substr(at, end - at)); !part.empty())
            parts.push_back(part);
        at = end + separator.size();
    }
    return parts;
}

}  // namespace

bool as_declared(const CorpusProgram& program, const std::string& found) {
    const auto declared = [&](std::string_view kind) {
        return std::ranges::find(program.finds, kind) != program.finds.end();
    };
    // What ends the program has many names.
    const bool ended = found == "exception" || found == "double_free" || found == "vanished";
    return declared(found) || (declared("crash") && ended) ||
           (declared("deadlock") && found == "lost_wakeup");
}

std::vector<CorpusProgram> read_corpus(const fs::path& folder) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.path().extension() == ".cpp") files.push_back(entry.path());
    std::ranges::sort(files);
    std::vector<CorpusProgram> programs;
    for (const fs::path& file : files) {
        CorpusProgram program;
        program.name = file.stem().string();
        program.file = file;
        program.source = read_file(file);
        const auto finds = declared(program.source, "Finds");
        if (!finds) {
            throw Error(
                fmt::format("{}:1: the comment on top lacks a line like "
                            "\"// Finds: deadlock or lost_wakeup\".",
                            file.string()));
        }
        program.finds = parts_of(*finds, " or ");
        for (std::string test : tests_in(program.source, "Schedules")) {
            if (test == "Schedules.Program") test = "Schedules." + program.name;
            program.tests.push_back(test);
        }
        if (program.tests.empty()) {
            throw Error(fmt::format("{}:1: there is no TEST(Schedules, ...).", file.string()));
        }
        programs.push_back(std::move(program));
    }
    return programs;
}

std::string bundled(const std::vector<CorpusProgram>& programs, bool faulty) {
    // As hidden tests are compiled: streams and strings instrumented.
    std::string all =
        "#include <bits/c++config.h>\n"
        "#undef _GLIBCXX_EXTERN_TEMPLATE\n"
        "#define _GLIBCXX_EXTERN_TEMPLATE 0\n";
    if (faulty) all += "#define FAULTY\n";
    std::string bodies;
    std::vector<std::string> included;
    for (const CorpusProgram& program : programs) {
        bodies += fmt::format("namespace program_{} {{\n#line 1 \"code/{}.cpp\"\n", program.name,
                              program.name);
        for (const std::string& line : split_lines(program.source)) {
            // An #include inside a namespace would put the library there.
            if (line.starts_with("#include")) {
                if (std::ranges::find(included, line) == included.end()) included.push_back(line);
                bodies += "\n";
            } else {
                bodies += replaced(line, "TEST(Schedules, Program)",
                                   fmt::format("TEST(Schedules, {})", program.name)) +
                          "\n";
            }
        }
        bodies += "}\n";
    }
    return all + joined(included, "\n") + "\n" + bodies;
}

Litmus read_litmus(const fs::path& file) {
    const std::string source = read_file(file);
    static const std::regex name(R"(LITMUS\((\w+)\))");
    std::smatch match;
    const auto allowed = declared(source, "Allowed");
    // The comment on top explains by way of an example what LITMUS is: the last one counts.
    Litmus litmus;
    for (std::sregex_iterator it(source.begin(), source.end(), name), end; it != end; ++it)
        litmus.test = "Litmus." + (*it)[1].str();
    if (litmus.test.empty()) {
        throw Error(fmt::format("{}:1: there is no LITMUS(Name) {{ ... }} in it.", file.string()));
    }
    litmus.allowed = parts_of(allowed.value_or(""), "|");
    litmus.forbidden = parts_of(declared(source, "Forbidden").value_or(""), "|");
    litmus.not_shown = parts_of(declared(source, "Not shown").value_or(""), "|");
    const std::string quiz = declared(source, "Quiz").value_or("");
    const std::size_t colon = std::min(quiz.find(':'), quiz.size());
    litmus.quiz_chapter = trimmed(quiz.substr(0, colon));
    litmus.quiz = parts_of(quiz.substr(std::min(colon + 1, quiz.size())), "|");
    for (const std::string& line : split_lines(source)) {
        static const std::regex list(R"(// (Allowed|Forbidden|Not shown|Quiz):.*)");
        if (!line.starts_with("// ") || std::regex_match(line, list)) break;
        litmus.says += (litmus.says.empty() ? "" : " ") + trimmed(line.substr(2));
    }
    return litmus;
}

}  // namespace grader
