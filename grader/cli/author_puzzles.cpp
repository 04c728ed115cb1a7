// racecourse author check, for puzzles: the shortest failing schedule exists and is of the declared
// kind, its token replays, and without a player nothing fails.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "catalogue/anchors.h"
#include "checks/conducted.h"
#include "cli/play.h"
#include "common/text.h"
#include "play/game.h"
#include "play/program.h"

namespace grader {
namespace {

// So that two threads side by side fit on 80 columns.
constexpr std::size_t widest_line = 34;

std::vector<std::string> faults_of_files(const fs::path& root, const Puzzle& puzzle) {
    std::vector<std::string> faults;
    const std::string shown = (fs::path("chapters") / puzzle.relative).string();
    static const std::set<std::string> expected{"puzzle.toml", "program.h", "test.cpp"};
    for (const auto& entry : fs::directory_iterator(puzzle.folder)) {
        const std::string name = entry.path().filename().string();
        if (!expected.contains(name))
            faults.push_back(fmt::format("{}/{}: does not belong here.", shown, name));
    }
    std::size_t number = 0;
    for (const std::string& line : split_lines(read_file(puzzle.folder / "program.h"))) {
        ++number;
        // Lines of functions; what stands outside is not shown side by side.
        const bool in_function = line.starts_with(' ') || line.find('(') != std::string::npos;
        if (in_function && columns(line) > widest_line) {
            faults.push_back(fmt::format("{}/program.h:{}: has {} columns; at most {} fit.", shown,
                                         number, columns(line), widest_line));
        }
    }
    const fs::path chapter = root / puzzle.chapter_text;
    if (!fs::exists(chapter)) {
        faults.push_back(puzzle.chapter_text.string() + ": is missing.");
        return faults;
    }
    const std::string text = read_file(chapter);
    const auto there = anchors(text);
    if (std::ranges::find(there, puzzle.read) == there.end()) {
        faults.push_back(
            fmt::format("{}/puzzle.toml: read = \"{}\": the chapter has no such "
                        "heading.",
                        shown, puzzle.read));
    }
    if (text.find("racecourse play " + puzzle.name) == std::string::npos) {
        faults.push_back(fmt::format("{}: nowhere says `racecourse play {}`.",
                                     puzzle.chapter_text.string(), puzzle.name));
    }
    return faults;
}

}  // namespace

std::vector<std::string> puzzle_faults(Session& session, const Puzzle& puzzle) {
    auto faults = faults_of_files(session.catalogue().root(), puzzle);
    if (!faults.empty()) return faults;
    const PlayedProgram program = open_puzzle(session.sandbox(), session.workshop(), puzzle);
    const Stand& found = program.shortest();
    if (!found.failed()) return {"no order of steps was found in which it fails."};
    if (found.plain || found.raced)
        faults.push_back("two threads race for a plain variable: make it atomic, or lock it.");
    if (found.kind != puzzle.finds) {
        faults.push_back(
            fmt::format("finds = \"{}\", but what the shortest failing schedule finds "
                        "is \"{}\".",
                        puzzle.finds, found.kind));
    }
    // Each thread runs as long as it can: the choice is always the one that ran last.
    Game game([&](const auto& choices) { return program.after(choices); }, program.solution());
    while (game.stand().asked()) game.choose(game.selected());
    if (game.stand().failed())
        faults.push_back(
            "it fails without a player, when each thread just runs as long as it can.");
    const std::string again =
        trace_of(session.sandbox(), program.program(), program.test(), found.schedule);
    if (nlohmann::json::parse(again, nullptr, false).value("kind", "") != found.kind)
        faults.push_back("the token of its shortest failing schedule does not replay.");
    return faults;
}

}  // namespace grader
