#include "desk/next_step.h"

#include "catalogue/anchors.h"
#include "common/error.h"
#include "common/text.h"

namespace grader {

std::string folder_of(const Exercise& exercise) {
    return (fs::path("exercises") / exercise.relative).string();
}

std::string task_in_short(const Exercise& exercise) {
    std::string text;
    try {
        text = read_file(exercise.public_dir / "README.md");
    } catch (const Error&) {
        return "";
    }
    const auto section = section_of(text, "your-task");
    std::string task;
    for (const std::string& line : split_lines(section.value_or(text))) {
        if (line.starts_with('#')) {
            // The heading itself, or the next one below it.
            if (trimmed(task).empty()) continue;
            break;
        }
        if (!section && trimmed(line).empty() && !trimmed(task).empty()) break;
        task += line + "\n";
    }
    return trimmed(task);
}

std::string read_before(const Exercise& exercise, const Progress& progress) {
    auto found = exercise.read.end();
    if (progress.standing == Standing::graded)
        found = exercise.read.find(std::string(name(progress.outcome)));
    if (found == exercise.read.end()) found = exercise.read.find("default");
    return found == exercise.read.end() ? "" : found->second;
}

}  // namespace grader
