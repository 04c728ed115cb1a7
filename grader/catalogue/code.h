// The files that a learner hands in for one exercise, read once, so that what is screened is what
// is compiled, whatever an editor does meanwhile.
#pragma once

#include <string>
#include <vector>

#include "catalogue/exercise.h"

namespace grader {

struct LearnerFile {
    std::string name;   // as in the manifest: "safe_counter.h"
    std::string shown;  // the path to show in messages
    std::string content;
};

using Code = std::vector<LearnerFile>;

// Reads the manifest's files from `folder`; a file that is not there is taken from `otherwise`, or,
// where that is empty, refused with an Error. Paths are shown relative to `root` where they lie
// below it.
[[nodiscard]] Code read_code(const Exercise& exercise, const fs::path& folder, const fs::path& root,
                             const fs::path& otherwise = {});

[[nodiscard]] bool same_content(const Code& a, const Code& b);

}  // namespace grader
