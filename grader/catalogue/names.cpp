// How the folders of the course are named.
#include "catalogue/names.h"

#include <algorithm>

#include <fmt/format.h>

#include "common/error.h"

namespace grader {

namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_word_part(char c) {
    return (c >= 'a' && c <= 'z') || is_digit(c) || c == '_';
}

FolderName taken_apart(std::string_view folder, std::string_view prefix, std::string_view where,
                       std::string_view allowed) {
    const std::size_t label = prefix.size() + 2;
    const bool good = folder.size() > label + 1 && is_label(folder.substr(0, label), prefix) &&
                      folder[label] == '_' &&
                      std::all_of(folder.begin() + static_cast<std::ptrdiff_t>(label), folder.end(),
                                  is_word_part);
    if (!good) throw Error(fmt::format("{}: bad folder name; allowed: {}", where, allowed));
    return {std::string(folder.substr(0, label)), std::string(folder.substr(label + 1))};
}

}  // namespace

bool is_label(std::string_view text, std::string_view prefix) {
    return text.size() == prefix.size() + 2 && text.starts_with(prefix) &&
           is_digit(text[prefix.size()]) && is_digit(text[prefix.size() + 1]);
}

FolderName chapter_name(std::string_view folder, std::string_view where) {
    return taken_apart(folder, "chapter", where, allowed_chapter_names);
}

FolderName exercise_name(std::string_view folder, std::string_view where) {
    return taken_apart(folder, "ex", where, allowed_exercise_names);
}

}  // namespace grader
