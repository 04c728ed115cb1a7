// racecourse solution: the course's solution beside the learner's. Before the exercise is passed it
// is shown only to who insists.
#include <unistd.h>

#include <iostream>

#include <fmt/format.h>

#include "catalogue/progress.h"
#include "cli/commands.h"
#include "cli/pager.h"
#include "common/text.h"
#include "desk/lines.h"
#include "desk/next_step.h"
#include "desk/side_by_side.h"

namespace grader {
namespace {

bool wants_it(const Exercise& exercise) {
    if (isatty(STDIN_FILENO) != 1 || isatty(STDOUT_FILENO) != 1) {
        throw Error(fmt::format(
            "You have not passed {0} yet. To see its solution all the same: ./racecourse solution "
            "{0} --anyway",
            exercise.id));
    }
    fmt::print("You have not passed {} yet. A hint may be enough: ./racecourse hint {}\n",
               exercise.id, exercise.id);
    fmt::print("Show the solution all the same? [y/N] ");
    std::fflush(stdout);
    std::string answer;
    std::getline(std::cin, answer);
    answer = trimmed(answer);
    if (answer.starts_with('y') || answer.starts_with('Y')) return true;
    fmt::print("{}Then not. It will be here when you are done.\n", std::cin ? "" : "\n");
    return false;
}

}  // namespace

Exit solution_command(const fs::path& root, const std::string& name, bool anyway) {
    const Catalogue catalogue(root);
    const Exercise& exercise = catalogue.one(name);
    const fs::path folder = root / "solutions" / exercise.relative;
    if (!fs::is_directory(folder)) throw Error("This edition of the course has no solutions.");
    const Code solution = read_code(exercise, folder, root);
    const ExerciseStanding standing = standing_of(catalogue, exercise);
    if (!standing.passed() && !anyway && !wants_it(exercise)) return Exit::passed;

    const Terminal look;
    const std::size_t width = window_columns();
    std::string text =
        fmt::format("{}  {}\n", look.toned(Terminal::Tone::bold, exercise.id), exercise.title);
    for (const LearnerFile& theirs : solution) {
        const fs::path file = exercise.public_dir / theirs.name;
        const bool there = fs::is_regular_file(file);
        const std::string yours = there ? read_file(file) : "";
        text += '\n';
        if (yours == theirs.content) {
            text += fmt::format("{}: yours is the same as the course's.\n", theirs.name);
            continue;
        }
        const auto rows = compared(yours, theirs.content);
        const std::string yours_shown =
            fmt::format("{}/{}{}", folder_of(exercise), theirs.name, there ? "" : " (missing)");
        text += text_of(
            width >= wide_enough_for_two
                ? side_by_side(rows, "yours: " + theirs.name, "the course's: " + theirs.name, width)
                : one_column(rows, "yours: " + yours_shown, "the course's: " + theirs.shown, width),
            look);
    }
    text += fmt::format("\n{}\n", wrapped("The course's solution is one of several that are right. "
                                          "What counts is what the grader says of yours.",
                                          std::min<std::size_t>(width, 100), 0));
    show_paged(text);
    return Exit::passed;
}

}  // namespace grader
