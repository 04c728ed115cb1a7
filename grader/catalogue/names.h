// How the folders of the course are named: chapterNN_words and exMM_words. The three trees, the
// command line and the scaffold all go by it.
#pragma once

#include <string>
#include <string_view>

#include "common/files.h"

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

// What `reset` keeps beside a stub is called "bank.h.before-reset-1"; nothing is concluded from it.
inline constexpr std::string_view kept_mark = ".before-reset-";
[[nodiscard]] inline bool is_kept_copy(std::string_view name) {
    return name.find(kept_mark) != std::string_view::npos;
}

// Does `word` mean the folder `name`? Exactly, by its number ("3", "03"), or as the beginning of
// its name. `prefix` is "ex" or "chapter".
enum class Fit { none, prefix, exact };
[[nodiscard]] Fit fit(std::string_view word, std::string_view name, std::string_view prefix);

// A path into one of the trees, existing or spelt from the root, without the tree: what is left
// begins with a chapter's folder. Another word comes back as it is.
[[nodiscard]] std::string without_tree(const fs::path& root, const std::string& word);

}  // namespace grader
