// Words for a shell.
#pragma once

#include <string>
#include <vector>

namespace grader {

// Whatever stands in it is one word.
[[nodiscard]] std::string shell_word(const std::string& word);
[[nodiscard]] std::string shell_words(std::vector<std::string> words);

}  // namespace grader
