// What is known to be done: the verdicts of the last grading of the very content that is there now.
// It is derived, so there is nothing to corrupt, and without the cache only time is lost.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "catalogue/catalogue.h"
#include "catalogue/code.h"
#include "report/verdict.h"

namespace grader {

enum class Standing { not_started, changed, graded };

struct Progress {
    Standing standing = Standing::not_started;
    Outcome outcome = Outcome::not_started;  // when graded
};

// Keeps the verdicts of all of the exercise's checks on this code, and the outcome that stands for
// them.
void record_verdicts(const fs::path& root, const Exercise& exercise, const Code& code,
                     const std::vector<Verdict>& verdicts);
[[nodiscard]] Progress progress_of(const fs::path& root, const Exercise& exercise,
                                   const Code& code);
// Whole, with all evidence. Nothing when there are none any more, or they cannot be read: only the
// latest are kept.
[[nodiscard]] std::optional<std::vector<Verdict>> verdicts_of(const fs::path& root,
                                                              const Exercise& exercise,
                                                              const Code& code);

// What else is worked out from this very content, by name ("curve"): kept and lost like the
// verdicts.
void keep_beside(const fs::path& root, const Exercise& exercise, const Code& code,
                 const std::string& what, const std::string& content);
[[nodiscard]] std::optional<std::string> kept_beside(const fs::path& root, const Exercise& exercise,
                                                     const Code& code, const std::string& what);

// Where the learner stands with one exercise of exercises/.
struct ExerciseStanding {
    const Exercise* exercise = nullptr;
    Progress progress;
    bool file_missing = false;  // then nothing is known of its progress

    [[nodiscard]] bool passed() const;
};
// In words: "race", "not started", "changed, not graded yet", "a file is missing".
[[nodiscard]] std::string words_of(const ExerciseStanding& standing);

[[nodiscard]] ExerciseStanding standing_of(const Catalogue& catalogue, const Exercise& exercise);
// Of all exercises, in the course's order.
[[nodiscard]] std::vector<ExerciseStanding> standings_of(const Catalogue& catalogue);
// The first that has not passed, or null.
[[nodiscard]] const ExerciseStanding* next_of(const std::vector<ExerciseStanding>& standings);

}  // namespace grader
