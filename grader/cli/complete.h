// What can be typed next: for the shells' completion, which asks with the words so far. It knows
// the commands and options from the command line's own description, so the two cannot drift apart;
// what kind of word an argument is says its type name ("EXERCISE").
#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "common/error.h"
#include "common/files.h"

namespace grader {

struct Candidate {
    std::string word;
    std::string about;  // a few words for shells that show them
};
// Instead of candidates: the shell completes names of files or folders by itself.
inline constexpr const char* ask_for_files = ":files";
inline constexpr const char* ask_for_folders = ":folders";

// `words` is what stands behind "racecourse"; the last is the one that is being typed, and may be
// empty. Only candidates that begin with it come back. Never throws.
[[nodiscard]] std::vector<Candidate> candidates(const CLI::App& app, const fs::path& root,
                                                std::vector<std::string> words);

// Prints them, a line for each, the words about it behind a tab.
Exit complete_command(const CLI::App& app, const fs::path& root,
                      const std::vector<std::string>& words);

}  // namespace grader
