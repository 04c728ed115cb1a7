// What can come out of a litmus program: builds it, runs it in very many schedules, and shows how
// one outcome comes about.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "checks/conducted.h"
#include "report/verdict.h"

namespace grader {

inline constexpr int litmus_schedules = 4000;

struct Explored {
    Litmus litmus;
    Code code;
    Built built;
    std::vector<Problem> does_not_build;  // why, then nothing below is known
    std::vector<LitmusSeen> seen;         // sorted by outcome

    [[nodiscard]] const LitmusSeen* find(const std::string& outcome) const;
};

[[nodiscard]] Explored explore(const Bench& bench, const fs::path& file,
                               const std::stop_token& stop = {});
// With the timeline of one that was seen.
[[nodiscard]] Problem how_it_came(const Bench& bench, const Explored& explored,
                                  const LitmusSeen& seen);

// The code without the comment on top and the includes, as it is shown to somebody who is asked
// about it.
[[nodiscard]] std::string litmus_code(const fs::path& file);

// What is wrong with the file's line "// Quiz: ...", or nothing; `chapters` are the known labels.
[[nodiscard]] std::string quiz_fault(const Litmus& litmus,
                                     const std::vector<std::string>& chapters);

}  // namespace grader
