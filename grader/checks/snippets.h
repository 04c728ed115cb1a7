// The code blocks of a chapter, each proved to do what its fence says (see CONTRIBUTING.md).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "checks/check.h"

namespace grader {

struct Snippet {
    int line = 0;      // of the fence
    std::string word;  // "run", "race", ... ; empty when there is none
    std::string code;
    std::string output;  // the ```output or ```error block behind it
    bool has_output = false;
};

// Throws Error on a fence that is never closed.
[[nodiscard]] std::vector<Snippet> snippets_in(std::string_view markdown);

// Why the snippet does not do what its fence says; empty when it does.
[[nodiscard]] std::string fault_in(const Bench& bench, const Snippet& snippet);

}  // namespace grader
