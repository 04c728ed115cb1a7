// racecourse list, and racecourse without arguments: where the learner stands. Neither builds
// anything.
#include <fmt/format.h>

#include "catalogue/catalogue.h"
#include "catalogue/progress.h"
#include "cli/commands.h"
#include "report/terminal.h"

namespace grader {
namespace {

struct Standings {
    const Exercise* next = nullptr;  // the first that has not passed
    int passed = 0;
};

Standings show(const Catalogue& catalogue, const Terminal& terminal) {
    Standings standings;
    std::string chapter;
    for (const Exercise& exercise : catalogue.exercises()) {
        if (exercise.label != chapter) {
            chapter = exercise.label;
            fmt::print("{}\n", terminal.toned(Terminal::Tone::bold,
                                              exercise.relative.parent_path().string()));
        }
        Code code;
        try {
            code = read_code(exercise, exercise.public_dir, catalogue.root());
        } catch (const Error&) {
            // A file that its learner has deleted; the other exercises are all right.
            if (standings.next == nullptr) standings.next = &exercise;
            fmt::print("  {} {:<15} {:<45} {}\n", terminal.toned(Terminal::Tone::bad, "✗"),
                       exercise.id, exercise.title,
                       terminal.toned(Terminal::Tone::bad, "a file is missing"));
            continue;
        }
        const Progress progress = progress_of(catalogue.root(), exercise, code);
        std::string state(name(progress.outcome));
        if (progress.standing == Standing::changed) state = "changed, not graded yet";
        const bool passed =
            progress.standing == Standing::graded && progress.outcome == Outcome::pass;
        standings.passed += passed ? 1 : 0;
        if (!passed && standings.next == nullptr) standings.next = &exercise;
        const Outcome shown =
            progress.standing == Standing::changed ? Outcome::not_started : progress.outcome;
        fmt::print("  {} {:<15} {:<45} {}\n", terminal.toned(tone_of(shown), sign_of(shown)),
                   exercise.id, exercise.title,
                   passed ? "" : terminal.toned(tone_of(shown), state));
    }
    return standings;
}

}  // namespace

Exit list_command(const fs::path& root) {
    const Catalogue catalogue(root);
    show(catalogue, Terminal());
    return Exit::passed;
}

Exit welcome_command(const fs::path& root) {
    const Catalogue catalogue(root);
    const Terminal terminal;
    fmt::print("{}\n\n",
               terminal.toned(Terminal::Tone::bold,
                              "Racecourse: concurrency in C++20, with a grader that proves it"));
    const Standings standings = show(catalogue, terminal);
    fmt::print("\n{} of {} exercises passed.\n", standings.passed, catalogue.exercises().size());
    if (standings.next == nullptr) {
        fmt::print("All done. Well run.\n");
        return Exit::passed;
    }
    const Exercise& next = *standings.next;
    const std::string folder = (fs::path("exercises") / next.relative).string();
    fmt::print(
        "\nNext: {} {}\n  read   {}\n  task   {}/README.md\n  edit   {}/{}\n  check  ./racecourse "
        "check {}\n",
        terminal.toned(Terminal::Tone::bold, next.id), next.title, next.chapter_text.string(),
        folder, folder, next.files.front(), next.id);
    return Exit::passed;
}

}  // namespace grader
