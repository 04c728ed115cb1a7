// racecourse next: the first exercise that has not passed, and what to read, edit and run for it.
#include <fmt/format.h>

#include "catalogue/progress.h"
#include "cli/commands.h"
#include "common/text.h"
#include "desk/hints.h"
#include "desk/lines.h"
#include "desk/markdown.h"
#include "desk/next_step.h"

namespace grader {

Exit next_command(const fs::path& root) {
    const Catalogue catalogue(root);
    const auto standings = standings_of(catalogue);
    Terminal terminal;
    const ExerciseStanding* next = next_of(standings);
    if (next == nullptr) {
        fmt::print("You have passed {}. Well run.\nThe quiz keeps it fresh: ./racecourse quiz\n",
                   standings.size() == 1 ? "the only exercise"
                                         : fmt::format("all {} exercises", standings.size()));
        return Exit::passed;
    }
    const Exercise& exercise = *next->exercise;
    fmt::print(
        "Next: {}  {}  ({})\n\n", terminal.toned(Terminal::Tone::bold, exercise.id), exercise.title,
        terminal.toned(next->file_missing ? Terminal::Tone::bad : tone_of(next->progress.outcome),
                       words_of(*next)));
    const std::string folder = folder_of(exercise);
    auto task = markdown_lines(task_in_short(exercise),
                               {terminal.width() - 2, terminal.colour(), folder + "/README.md"});
    for (Line& line : task) line.insert(line.begin(), {Terminal::Tone::plain, "  "});
    if (!task.empty()) fmt::print("{}\n", text_of(task, terminal));

    const std::string anchor = read_before(exercise, next->progress);
    fmt::print("  read   ./racecourse read {}{}\n", exercise.label,
               anchor.empty() ? "" : " " + anchor);
    fmt::print("  task   {}/README.md\n", folder);
    for (const std::string& file : exercise.files) fmt::print("  edit   {}/{}\n", folder, file);
    fmt::print("  check  ./racecourse check {}\n", exercise.id);
    const int shown = hints_shown(root, exercise);
    fmt::print("  hint   ./racecourse hint {}{}\n", exercise.id,
               shown == 0 ? "" : fmt::format("   ({} of {} seen)", shown, exercise.hints.size()));
    if (next->file_missing)
        fmt::print("\nA file of it is missing. This puts it back: ./racecourse reset {}\n",
                   exercise.id);
    return Exit::passed;
}

}  // namespace grader
