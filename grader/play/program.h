// A program that can be played: built with the conductor, and searched once for the shortest order
// of steps in which it fails.
#pragma once

#include <string>
#include <vector>

#include "catalogue/code.h"
#include "catalogue/puzzle.h"
#include "play/stand.h"
#include "workshop/workshop.h"

namespace grader {

class PlayedProgram {
  public:
    // `program` is linked with the conductor; `test` is one of its tests, "Schedules.Name".
    PlayedProgram(const Sandbox& sandbox, Code code, fs::path program, std::string test);

    // Where the test stands after these choices.
    [[nodiscard]] Stand after(const std::vector<int>& choices) const;
    // The shortest failing schedule, at its end; where none was found, each thread has run as long
    // as it could.
    [[nodiscard]] const Stand& shortest() const { return shortest_; }
    [[nodiscard]] std::vector<int> solution() const {
        return shortest_.failed() ? shortest_.choices : std::vector<int>();
    }

    [[nodiscard]] const Code& code() const { return code_; }
    [[nodiscard]] const std::string& test() const { return test_; }
    [[nodiscard]] const fs::path& program() const { return program_; }
    // As `racecourse replay` takes it.
    [[nodiscard]] std::string token(const std::string& id, const Stand& stand) const;

  private:
    const Sandbox* sandbox_;
    Code code_;
    Names names_;
    fs::path program_;
    std::string test_;
    Known known_;
    Stand shortest_;
};

// Throws Error when it does not build or has another number of tests than one.
[[nodiscard]] PlayedProgram open_puzzle(const Sandbox& sandbox, Workshop& workshop,
                                        const Puzzle& puzzle);

// The choices of a command line, "1,2,1". Throws Error when it is no such list.
[[nodiscard]] std::vector<int> read_choices(const std::string& text);

// Throws Error, with the first choice that could not be made, when `stand` is not where they lead.
void require_taken(const Stand& stand, const std::vector<int>& choices);

}  // namespace grader
