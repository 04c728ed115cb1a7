// The puzzles of `racecourse play`: small faulty programs for which the learner finds the order of
// steps that makes them fail. One folder each, below chapters/chapterNN_x/puzzles/: puzzle.toml,
// program.h (what the learner sees) and test.cpp (which starts its threads and says what must
// hold).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catalogue/code.h"

namespace grader {

struct Puzzle {
    std::string id;         // "chapter03/puzzle01"
    std::string name;       // "two_deposits"
    std::string label;      // "chapter03"
    fs::path relative;      // "chapter03_race_conditions/puzzles/01_two_deposits"
    fs::path folder;        // absolute
    fs::path chapter_text;  // relative to the checkout
    std::string title;
    std::string goal;    // what to bring about
    std::string lesson;  // what one has seen then
    std::string finds;   // the conductor's word for what goes wrong: "wrong", "deadlock", ...
    std::string read;    // anchor of the chapter's text
    int difficulty = 1;  // 1 to 5
};

// All of a checkout, the easiest first. Throws Error with "FILE:LINE: what is wrong; what is
// allowed".
[[nodiscard]] std::vector<Puzzle> find_puzzles(const fs::path& root);

// "chapter03/puzzle01", "two_deposits", "chapter03/two_deposits", a path to its folder, or the
// beginning of its name where no other begins so; null when it is none of these.
[[nodiscard]] const Puzzle* puzzle_named(const std::vector<Puzzle>& puzzles, std::string_view word);

[[nodiscard]] Code code_of(const Puzzle& puzzle, const fs::path& root);

// A solved puzzle is the failing schedule that its player found, kept under the content of the very
// files in which it fails. Nothing to corrupt, and lost with the cache: then it is solved again.
void keep_solution(const fs::path& root, const Puzzle& puzzle, const std::string& token);
// The token; empty when it is not solved.
[[nodiscard]] std::string kept_solution(const fs::path& root, const Puzzle& puzzle);
// How many of these are solved.
[[nodiscard]] int solved_of(const fs::path& root, const std::vector<Puzzle>& puzzles);

}  // namespace grader
