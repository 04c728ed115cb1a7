// What each kind of memory error means, in the course's words.
#pragma once

#include <string>
#include <string_view>

namespace grader {

struct MemoryWords {
    std::string headline;
    std::string verb;  // "It is read"
    std::string why, mend;
};
// `kind` is AddressSanitizer's word; `message` its first line, which tells a null pointer from
// others.
[[nodiscard]] MemoryWords words_for_memory(std::string_view kind, std::string_view message);

struct UndefinedWords {
    std::string headline, why;
};
[[nodiscard]] UndefinedWords words_for_undefined(std::string_view message);

}  // namespace grader
