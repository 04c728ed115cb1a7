#include "checks/litmus.h"

#include <algorithm>

#include <fmt/format.h>

#include "checks/places.h"
#include "common/text.h"
#include "explain/schedule.h"

namespace grader {
namespace {

bool is_in(const std::vector<std::string>& list, const std::string& text) {
    return std::ranges::find(list, text) != list.end();
}

}  // namespace

const LitmusSeen* Explored::find(const std::string& outcome) const {
    const auto found = std::ranges::find(seen, outcome, &LitmusSeen::outcome);
    return found == seen.end() ? nullptr : &*found;
}

Explored explore(const Bench& bench, const fs::path& file, const std::stop_token& stop) {
    Explored explored;
    explored.litmus = read_litmus(file);
    explored.code = {{"litmus.cpp", file.string(), read_file(file)}};
    explored.built = build_conducted(bench.workshop, explored.code, Flavour::thread, stop);
    if (!explored.built.ok) {
        explored.does_not_build =
            explain_compiler(explored.built.diagnostics, names_of(explored.code));
        return explored;
    }
    explored.seen = litmus_outcomes(bench.sandbox, explored.built, explored.litmus.test,
                                    litmus_schedules, stop);
    return explored;
}

Problem how_it_came(const Bench& bench, const Explored& explored, const LitmusSeen& seen) {
    std::string json =
        trace_of(bench.sandbox, explored.built.conducted, explored.litmus.test, seen.token);
    add_places(bench.sandbox, explored.built.conducted, json);
    return explain_schedule(json, names_of(explored.code));
}

std::string litmus_code(const fs::path& file) {
    std::string code;
    bool begun = false;
    for (const std::string& line : split_lines(read_file(file))) {
        begun = begun || !(line.empty() || line.starts_with("//") || line.starts_with("#"));
        if (begun) code += replaced(line, "racecourse::litmus::", "") + "\n";
    }
    return code;
}

std::string quiz_fault(const Litmus& litmus, const std::vector<std::string>& chapters) {
    if (litmus.quiz_chapter.empty() && litmus.quiz.empty()) return {};
    if (!is_in(chapters, litmus.quiz_chapter))
        return fmt::format("there is no chapter \"{}\".", litmus.quiz_chapter);
    if (litmus.quiz.empty()) return "Quiz: names no outcome.";
    for (const std::string& outcome : litmus.quiz) {
        if (is_in(litmus.not_shown, outcome))
            return fmt::format("\"{}\" cannot be shown, so the quiz must not ask for it.", outcome);
        if (!is_in(litmus.allowed, outcome) && !is_in(litmus.forbidden, outcome))
            return fmt::format("\"{}\" is neither in Allowed nor in Forbidden.", outcome);
    }
    return {};
}

}  // namespace grader
