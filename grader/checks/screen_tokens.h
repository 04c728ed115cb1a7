// The rules for code outside of directives. They are applied twice: to what the learner wrote, and
// to what is left of it after the preprocessor, where macros can no longer hide anything.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "catalogue/exercise.h"
#include "checks/lexer.h"
#include "checks/screen_rules.h"

namespace grader {

using Report = std::function<void(const Token& at, std::string headline, const Refusal& refusal)>;

// Names that compilers and libraries keep for themselves, and names of sanitizers.
void screen_names(const std::vector<Token>& tokens, const Report& report);

// Attributes, asm, namespaces, linkage, replaced operators, calls that reach out of the program.
// `macros`: names of the learner's macros, which must not stand where a rule looks for a plain
// name.
void screen_code(const Exercise& exercise, const std::vector<Token>& tokens,
                 const std::set<std::string, std::less<>>& macros, const Report& report);

}  // namespace grader
