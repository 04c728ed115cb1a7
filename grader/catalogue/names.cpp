// How the folders of the course are named.
#include "catalogue/names.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "common/error.h"

namespace grader {

namespace {

const std::vector<fs::path> trees{"exercises", "solutions", "grader/hidden", "chapters"};

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

// "chapter03", "3" and "03" are chapter 3; "ex02" and "2" are exercise 2.
std::optional<int> number_in(std::string_view word, std::string_view prefix) {
    if (word.starts_with(prefix)) word.remove_prefix(prefix.size());
    int number = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (error != std::errc{} || end != word.data() + word.size()) return std::nullopt;
    return number;
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

Fit fit(std::string_view word, std::string_view name, std::string_view prefix) {
    const std::string_view label = name.substr(0, prefix.size() + 2);
    if (word == name || word == label) return Fit::exact;
    if (const auto number = number_in(word, prefix)) {
        return number == number_in(label, prefix) ? Fit::exact : Fit::none;
    }
    if (!word.empty() && name.starts_with(word)) return Fit::prefix;
    return Fit::none;
}

std::string without_tree(const fs::path& root, const std::string& word) {
    std::error_code ignored;
    const fs::path real_root = fs::weakly_canonical(root, ignored);
    std::vector<fs::path> paths;
    if (fs::exists(word, ignored)) paths.push_back(fs::weakly_canonical(word, ignored));
    paths.push_back((real_root / word).lexically_normal());
    for (const fs::path& path : paths) {
        for (const fs::path& tree : trees) {
            const fs::path rest = path.lexically_relative(real_root / tree);
            if (!rest.empty() && *rest.begin() != ".." && *rest.begin() != ".")
                return rest.string();
        }
    }
    return word;
}

}  // namespace grader
