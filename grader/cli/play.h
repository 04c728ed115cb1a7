// What other commands need of the puzzles' command.
#pragma once

#include <string>

#include "catalogue/puzzle.h"
#include "cli/commands.h"
#include "cli/session.h"

namespace grader {

// Throws Error with the nearest name when the exercise has no such impostor.
[[nodiscard]] Code impostor_code(const fs::path& root, const Exercise& exercise,
                                 const std::string& name);

// A puzzle's token: CHAPTER/PUZZLE:test:schedule.
Exit replay_puzzle(Session& session, const Puzzle& puzzle, const std::string& test,
                   const std::string& schedule, const ReplayOptions& options);

// What is wrong with a puzzle; nothing when it is as it should be (`author check`).
[[nodiscard]] std::vector<std::string> puzzle_faults(Session& session, const Puzzle& puzzle);

}  // namespace grader
