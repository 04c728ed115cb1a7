// What is known to be done: the last outcome of the very content that is there now. It is derived,
// so there is nothing to corrupt, and without the cache only time is lost.
#pragma once

#include <optional>

#include "catalogue/code.h"
#include "report/verdict.h"

namespace grader {

enum class Standing { not_started, changed, graded };

struct Progress {
    Standing standing = Standing::not_started;
    Outcome outcome = Outcome::not_started;  // when graded
};

// Keeps the outcome of all of the exercise's checks on this code.
void record_outcome(const fs::path& root, const Exercise& exercise, const Code& code,
                    Outcome outcome);
[[nodiscard]] Progress progress_of(const fs::path& root, const Exercise& exercise,
                                   const Code& code);

}  // namespace grader
