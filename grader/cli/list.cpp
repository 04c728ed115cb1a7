// racecourse list, and racecourse without arguments: where the learner stands. Neither builds
// anything.
#include <algorithm>
#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "catalogue/chapters.h"
#include "catalogue/progress.h"
#include "catalogue/puzzle.h"
#include "cli/commands.h"
#include "desk/next_step.h"
#include "report/terminal.h"

namespace grader {
namespace {

void show(const std::vector<ExerciseStanding>& standings, const Terminal& terminal) {
    std::string chapter;
    for (const ExerciseStanding& each : standings) {
        const Exercise& exercise = *each.exercise;
        if (exercise.label != chapter) {
            chapter = exercise.label;
            fmt::print("{}\n", terminal.toned(Terminal::Tone::bold,
                                              exercise.relative.parent_path().string()));
        }
        const Outcome outcome = each.progress.outcome;
        const auto tone = each.file_missing ? Terminal::Tone::bad : tone_of(outcome);
        fmt::print("  {} {:<15} {:<45} {}\n",
                   terminal.toned(tone, each.file_missing ? "✗" : sign_of(outcome)), exercise.id,
                   exercise.title, each.passed() ? "" : terminal.toned(tone, words_of(each)));
    }
}

long passed(const std::vector<ExerciseStanding>& standings) {
    return std::ranges::count_if(standings, &ExerciseStanding::passed);
}

// grader/report/list.schema.json says what it means.
std::string json_of(const std::vector<ExerciseStanding>& standings) {
    nlohmann::ordered_json list;
    list["schema"] = 1;
    list["exercises"] = nlohmann::json::array();
    for (const ExerciseStanding& each : standings) {
        const Exercise& exercise = *each.exercise;
        const bool graded = !each.file_missing && each.progress.standing == Standing::graded;
        nlohmann::ordered_json one;
        one["exercise"] = exercise.id;
        one["chapter"] = exercise.label;
        one["title"] = exercise.title;
        one["folder"] = folder_of(exercise);
        one["files"] = exercise.files;
        one["standing"] = each.file_missing                                 ? "file missing"
                          : each.progress.standing == Standing::not_started ? "not started"
                          : graded                                          ? "graded"
                                                                            : "changed";
        one["outcome"] = graded ? nlohmann::ordered_json(name(each.progress.outcome)) : nullptr;
        one["passed"] = each.passed();
        list["exercises"].push_back(std::move(one));
    }
    list["passed"] = passed(standings);
    const ExerciseStanding* next = next_of(standings);
    list["next"] = next == nullptr ? nlohmann::ordered_json(nullptr)
                                   : nlohmann::ordered_json(next->exercise->id);
    return list.dump(2);
}

}  // namespace

Exit list_command(const fs::path& root, const ListOptions& options) {
    const Catalogue catalogue(root);
    auto standings = standings_of(catalogue);
    if (!options.chapter.empty()) {
        const std::string label = chapter_named(root, options.chapter).label;
        std::erase_if(standings,
                      [&](const ExerciseStanding& each) { return each.exercise->label != label; });
    }
    if (options.json) {
        fmt::print("{}\n", json_of(standings));
        return Exit::passed;
    }
    show(standings, Terminal());
    if (standings.empty()) fmt::print("There are no exercises here yet.\n");
    if (const auto puzzles = find_puzzles(root); !puzzles.empty()) {
        fmt::print("Puzzles: {} of {} solved (racecourse play)\n", solved_of(root, puzzles),
                   puzzles.size());
    }
    return Exit::passed;
}

Exit welcome_command(const fs::path& root) {
    const Catalogue catalogue(root);
    const Terminal terminal;
    fmt::print("{}\n\n",
               terminal.toned(Terminal::Tone::bold,
                              "Racecourse: concurrency in C++20, with a grader that proves it"));
    const auto standings = standings_of(catalogue);
    show(standings, terminal);
    fmt::print("\n{} of {} exercises passed.\n", passed(standings), standings.size());
    const ExerciseStanding* following = next_of(standings);
    if (following == nullptr) {
        fmt::print("All done. Well run.\n");
        return Exit::passed;
    }
    const Exercise& next = *following->exercise;
    const std::string folder = folder_of(next);
    fmt::print(
        "\nNext: {} {}\n  read   {}\n  task   {}/README.md\n  edit   {}/{}\n  check  ./racecourse "
        "check {}\n",
        terminal.toned(Terminal::Tone::bold, next.id), next.title, next.chapter_text.string(),
        folder, folder, next.files.front(), next.id);
    return Exit::passed;
}

}  // namespace grader
