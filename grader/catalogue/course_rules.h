// What must be true of an exercise's folders before anything is run: the expected files and no
// others, the pristine stub, a README whose API is the stub's, links that lead somewhere.
#pragma once

#include <string>
#include <vector>

#include "catalogue/exercise.h"

namespace grader {

// One sentence per fault, each beginning with the file that has it.
[[nodiscard]] std::vector<std::string> course_faults(const fs::path& root,
                                                     const Exercise& exercise);

// What is wrong with the flash cards of a chapter's text, one "FILE:LINE: sentence" per fault.
[[nodiscard]] std::vector<std::string> card_faults(const fs::path& root, const fs::path& markdown);

// Links and anchors of a Markdown file that lead nowhere, or out of the checkout. Those on the net
// are not followed.
[[nodiscard]] std::vector<std::string> dead_links(const fs::path& root, const fs::path& markdown);

// The paragraphs of a manifest's [read] that its chapter does not have.
[[nodiscard]] std::vector<std::string> dead_readings(const fs::path& root,
                                                     const Exercise& exercise);

// The declarations of a header as one comparable text: no comments, directives, bodies or private
// parts.
[[nodiscard]] std::string api_of(std::string_view header);

// An impostor's first line: // Fails: CHECK, VERDICT, "TEXT"
struct Declared {
    std::string check;
    std::string outcome;
    std::string text;
};
// Throws Error when no file of the folder begins with such a line.
[[nodiscard]] Declared declared_failure(const fs::path& folder);

// The names of the folders in `folder`, sorted.
[[nodiscard]] std::vector<std::string> folders_in(const fs::path& folder);

}  // namespace grader
