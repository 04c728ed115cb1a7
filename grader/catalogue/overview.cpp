#include "catalogue/overview.h"

#include <map>

#include <fmt/format.h>

#include "catalogue/chapters.h"
#include "catalogue/course_rules.h"
#include "common/text.h"

namespace grader {
namespace {

// A cell of a table: a bar in the text would end it.
std::string cell(const std::string& text) {
    return replaced(text, "|", "\\|");
}

std::string shown_impostors(const Exercise& exercise, const std::vector<std::string>& names) {
    std::map<std::string, std::vector<std::string>> caught;
    for (const std::string& name : names) {
        const Declared declared = declared_failure(exercise.hidden / "impostors" / name);
        caught[declared.check].push_back(fmt::format("{} ({})", name, declared.outcome));
    }
    std::vector<std::string> lines;
    for (const std::string& check : exercise.checks)
        if (const auto found = caught.find(check); found != caught.end())
            lines.push_back(fmt::format("**{}**: {}", check, joined(found->second, ", ")));
    return joined(lines, "<br>");
}

}  // namespace

std::string overview(const fs::path& root, const std::vector<Exercise>& exercises) {
    std::string text =
        "# The exercises, and what catches whom\n\n"
        "Made by `racecourse author table`; `racecourse author check` proves each line, and fails "
        "when this page is\nnot of the exercises as they are.\n";
    std::string label;
    std::size_t right = 0, wrong = 0;
    for (const Exercise& exercise : exercises) {
        if (exercise.label != label) {
            label = exercise.label;
            const fs::path chapter = root / exercise.chapter_text;
            text += fmt::format(
                "\n## {}\n\n| exercise | checks | right designs | impostors, by the "
                "check that catches them |\n|---|---|---|---|\n",
                fs::exists(chapter) ? title_of(read_file(chapter)) : label);
        }
        auto designs = folders_in(exercise.hidden / "also_right");
        const auto impostors = folders_in(exercise.hidden / "impostors");
        right += 1 + designs.size();
        wrong += impostors.size();
        designs.insert(designs.begin(), "the solution");
        text += fmt::format("| [{}]({}/exercise.toml)<br>{} | {} | {} | {} |\n", exercise.name,
                            exercise.relative.string(), cell(exercise.title),
                            joined(exercise.checks, ", "), joined(designs, ", "),
                            shown_impostors(exercise, impostors));
    }
    return text + fmt::format("\n{}, {}, {}.\n",
                              counted(static_cast<long>(exercises.size()), "exercise"),
                              counted(static_cast<long>(right), "right design"),
                              counted(static_cast<long>(wrong), "impostor"));
}

}  // namespace grader
