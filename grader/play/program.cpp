#include "play/program.h"

#include <algorithm>

#include <fmt/format.h>

#include "checks/check.h"
#include "checks/conducted.h"
#include "common/error.h"
#include "common/text.h"

namespace grader {

PlayedProgram::PlayedProgram(const Sandbox& sandbox, Code code, fs::path program, std::string test)
    : sandbox_(&sandbox),
      code_(std::move(code)),
      names_(names_of(code_)),
      program_(std::move(program)),
      test_(std::move(test)) {
    const std::string json = shortest_failure(*sandbox_, program_, test_);
    known_ = names_in(json, names_);
    shortest_ = read_stand(json, names_, known_);
}

Stand PlayedProgram::after(const std::vector<int>& choices) const {
    return read_stand(played(*sandbox_, program_, test_, choices, shortest_.plain), names_, known_);
}

std::string PlayedProgram::token(const std::string& id, const Stand& stand) const {
    return fmt::format("{}:{}:{}", id, test_.substr(test_.find('.') + 1), stand.schedule);
}

PlayedProgram open_puzzle(const Sandbox& sandbox, Workshop& workshop, const Puzzle& puzzle) {
    const fs::path source = puzzle.folder / "test.cpp";
    const auto tests = tests_in(read_file(source), "Schedules");
    if (tests.size() != 1) {
        throw Error(fmt::format("{}: it must have exactly one test, TEST(Schedules, Name).",
                                source.string()));
    }
    Code code = code_of(puzzle, workshop.root());
    const Built built = workshop.build(code, source, Flavour::thread, true);
    if (!built.ok) {
        throw Error(fmt::format("The puzzle {} does not build:\n{}", puzzle.id, built.diagnostics),
                    Exit::environment);
    }
    return {sandbox, std::move(code), built.conducted, tests.front()};
}

std::vector<int> read_choices(const std::string& text) {
    std::vector<int> choices;
    if (trimmed(text).empty()) return choices;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t comma = std::min(text.find(',', at), text.size());
        const std::string word = trimmed(text.substr(at, comma - at));
        if (word.empty() || word.size() > 2 ||
            word.find_first_not_of("0123456789") != std::string::npos) {
            throw Error(
                fmt::format("--choices {}: '{}' is no number of a thread. A list looks like 1,2,1.",
                            text, word));
        }
        choices.push_back(std::stoi(word));
        at = comma + 1;
    }
    if (choices.size() > 500) throw Error("--choices: at most 500 can be made.");
    return choices;
}

void require_taken(const Stand& stand, const std::vector<int>& choices) {
    const std::size_t taken = stand.choices.size();
    if (taken >= choices.size()) return;
    if (!stand.diverged) {
        throw Error(fmt::format("--choices: {} given, but the test was over after {}.",
                                choices.size(), taken));
    }
    std::vector<std::string> can;
    for (const int thread : stand.can_run) {
        const Lane* lane = stand.lane(thread);
        can.push_back(lane == nullptr ? std::to_string(thread)
                                      : fmt::format("{} ({})", thread, lane->name));
    }
    throw Error(
        fmt::format("--choices: number {} is thread {}, which cannot go on there; these can: "
                    "{}.",
                    taken + 1, choices[taken], joined(can, ", ")));
}

}  // namespace grader
