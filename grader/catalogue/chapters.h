// The chapters' texts: chapters/chapterNN_words/README.md.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/files.h"

namespace grader {

struct Chapter {
    std::string label;   // "chapter03"
    std::string folder;  // "chapter03_race_conditions"
    fs::path text;       // relative to the checkout: "chapters/chapter03_race_conditions/README.md"
};

// Those that have a text, in the course's order.
[[nodiscard]] std::vector<Chapter> chapters_of(const fs::path& root);

// The one that `word` means: "chapter03", "3", "03", the beginning of its folder's name or of what
// follows the number, a path to its folder or text. Throws Error with the nearest name, or with the
// choices.
[[nodiscard]] Chapter chapter_named(const fs::path& root, std::string_view word);

// What its first heading says.
[[nodiscard]] std::string title_of(std::string_view markdown);

}  // namespace grader
