#include "desk/hints.h"

#include <algorithm>
#include <charconv>

#include "common/error.h"
#include "common/text.h"

namespace grader {
namespace {

fs::path path_of(const fs::path& root, const Exercise& exercise) {
    return root / ".racecourse/hints" / replaced(exercise.id, "/", "_");
}

}  // namespace

int hints_shown(const fs::path& root, const Exercise& exercise) {
    std::string text;
    try {
        text = trimmed(read_file(path_of(root, exercise), 100));
    } catch (const Error&) {
        return 0;
    }
    int shown = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), shown);
    if (error != std::errc{} || end != text.data() + text.size()) return 0;
    return std::clamp(shown, 0, static_cast<int>(exercise.hints.size()));
}

void note_hints_shown(const fs::path& root, const Exercise& exercise, int shown) {
    if (shown <= hints_shown(root, exercise)) return;
    const fs::path path = path_of(root, exercise);
    try {
        fs::create_directories(path.parent_path());
        write_file(path, std::to_string(shown) + "\n");
    } catch (const std::exception& error) {
        throw Error(std::string("Which hints you have seen could not be kept: ") + error.what(),
                    Exit::environment);
    }
}

}  // namespace grader
