// What `author new` and `author stub` do to the trees.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catalogue/exercise.h"

namespace grader {

// Makes the three folders of a new exercise, "chapter03/ex07_name" or with the chapter's full name.
// They hold a tiny exercise that passes `author check`, to be replaced piece by piece. All three
// are made or none. Throws Error for a bad name, a number that is taken and a chapter that has no
// folder in chapters/.
void make_exercise(const fs::path& root, std::string_view name);

// Makes the pristine copy in hidden stub/ the same as the learner's files in exercises/, so only an
// author whose file there is the stub may call it.
void renew_stub(const Exercise& exercise);

// One file of the tiny exercise. In `content`, @TITLE@, @CHAPTER@ (its folder) and @ANCHOR@ are to
// be replaced.
struct TemplateFile {
    std::string tree;  // "exercises"
    std::string path;  // "README.md"
    std::string content;
};
[[nodiscard]] const std::vector<TemplateFile>& exercise_template();

}  // namespace grader
