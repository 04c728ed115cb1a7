// The learner's editor, opened where there is something to mend.
#pragma once

#include <string>
#include <vector>

#include "common/files.h"

namespace grader {

// As the shell takes it. `editor` may hold options, and the paths blanks. With a line above 0, the
// first file is opened there by an editor that is known to have a way for it.
[[nodiscard]] std::string editor_command(const std::string& editor,
                                         const std::vector<fs::path>& files, int line = 0);

}  // namespace grader
