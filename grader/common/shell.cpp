#include "common/shell.h"

#include <fmt/format.h>

#include "common/text.h"

namespace grader {

std::string shell_word(const std::string& word) {
    return fmt::format("'{}'", replaced(word, "'", "'\\''"));
}

std::string shell_words(std::vector<std::string> words) {
    for (std::string& word : words) word = shell_word(word);
    return joined(words, " ");
}

}  // namespace grader
