// The screen: may this code be compiled and linked at all? It reads what the learner handed in, and
// refuses what would reach around the grader. It runs nothing; the workshop gives it the evidence.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catalogue/code.h"
#include "report/verdict.h"

namespace grader {

// Lexes every file, all preprocessor branches alike, and refuses: includes beyond the allow-list
// and computed ones, asm, attributes beyond the standard ones, pragmas other than once, _Pragma,
// reserved identifiers beyond a short list, macros that redefine the language, GoogleTest or the
// kit, token pasting, extern "C", names of the grader's own namespaces, and what else an attack
// needs. Each finding is a Problem with outcome rejected, the place, and in plain words why it is
// refused and what to do instead.
[[nodiscard]] std::vector<Problem> screen_source(const Exercise& exercise,
                                                 const std::vector<LearnerFile>& files);

// Line markers (`g++ -E` of a translation unit that holds only the learner's files): every file
// that the learner's files include directly must be allowed.
[[nodiscard]] std::vector<Problem> screen_markers(const Exercise& exercise,
                                                  const std::vector<LearnerFile>& files,
                                                  std::string_view preprocessed);

// Symbols (`nm --format=posix` of an object): what it defines must be the learner's to define, what
// it calls must be on the allow-list. With `tests` the object is the one compiled with the hidden
// tests, which may also use GoogleTest and the kit.
[[nodiscard]] std::vector<Problem> screen_symbols(const Exercise& exercise, std::string_view nm,
                                                  bool tests);

}  // namespace grader
