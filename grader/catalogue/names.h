// How the folders of the course are named: chapterNN_words and exMM_words. The three trees, the
// command line and the scaffold all go by it.
#pragma once

#include <string>
#include <string_view>

namespace grader {

// A folder's name taken apart: "ex02_bank_transfer" is label "ex02", words "bank_transfer".
struct FolderName {
    std::string label;
    std::string words;
};

inline constexpr std::string_view allowed_chapter_names =
    "chapterNN_words, lower case, digits and underscores, such as chapter03_race_conditions";
inline constexpr std::string_view allowed_exercise_names =
    "exNN_words, lower case, digits and underscores, such as ex02_bank_transfer";

// "ex" followed by two digits and nothing else (`prefix` is "ex" or "chapter").
[[nodiscard]] bool is_label(std::string_view text, std::string_view prefix);

// Throw Error that names `where` and what is allowed.
FolderName chapter_name(std::string_view folder, std::string_view where);
FolderName exercise_name(std::string_view folder, std::string_view where);

}  // namespace grader
