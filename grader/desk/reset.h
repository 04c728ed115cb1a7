// Puts an exercise's stub back. What was there is kept beside it, under a name that nothing has
// yet.
#pragma once

#include <vector>

#include "catalogue/exercise.h"

namespace grader {

struct ResetFile {
    fs::path file;
    fs::path kept;  // the old content; empty when there was no file
};

// The files that are no longer the stub's; none when all are. Everything is kept before anything is
// replaced, and each file holds either the old content or the stub's at any moment. Throws Error
// (environment) when the folder cannot be written.
[[nodiscard]] std::vector<ResetFile> reset(const Exercise& exercise);

}  // namespace grader
