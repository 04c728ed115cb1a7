// racecourse hint: one more hint each time, from a nudge to nearly the answer.
#include <fmt/format.h>

#include "catalogue/catalogue.h"
#include "cli/commands.h"
#include "common/text.h"
#include "desk/hints.h"
#include "desk/lines.h"
#include "desk/markdown.h"

namespace grader {
namespace {

void show(const Terminal& terminal, const Exercise& exercise, int number) {
    fmt::print("{}\n\n",
               terminal.toned(Terminal::Tone::accent,
                              fmt::format("Hint {} of {}", number, exercise.hints.size())));
    auto lines = markdown_lines(exercise.hints[static_cast<std::size_t>(number - 1)],
                                {terminal.width() - 2, terminal.colour(), {}});
    for (Line& line : lines) line.insert(line.begin(), {Terminal::Tone::plain, "  "});
    fmt::print("{}\n", text_of(lines, terminal));
}

}  // namespace

Exit hint_command(const fs::path& root, const HintOptions& options) {
    const Catalogue catalogue(root);
    const Exercise& exercise = catalogue.one(options.name);
    const int all = static_cast<int>(exercise.hints.size());
    const int shown = hints_shown(root, exercise);
    Terminal terminal;
    if (options.again > 0) {
        if (options.again > all) {
            throw Error(fmt::format("{} has {}; there is no hint {}.", exercise.id,
                                    counted(all, "hint"), options.again));
        }
        if (options.again > shown) {
            throw Error(
                fmt::format("You have seen {} of {}. The next one comes with: ./racecourse hint {}",
                            shown == 0 ? "none" : counted(shown, "hint"), all, exercise.id));
        }
        terminal.exercise(exercise);
        show(terminal, exercise, options.again);
        return Exit::passed;
    }
    terminal.exercise(exercise);
    if (options.all) {
        for (int number = 1; number <= all; ++number) show(terminal, exercise, number);
    } else {
        if (shown == all)
            fmt::print("You have seen {}. The last one again:\n",
                       all == 1 ? "the only hint" : fmt::format("all {} hints", all));
        show(terminal, exercise, std::min(shown + 1, all));
    }
    const int now = options.all ? all : std::min(shown + 1, all);
    if (now < all) {
        fmt::print("The next one says more: ./racecourse hint {}\n", exercise.id);
    } else {
        fmt::print("There are no more. The course's solution: ./racecourse solution {}\n",
                   exercise.id);
    }
    std::fflush(stdout);
    note_hints_shown(root, exercise, now);
    return Exit::passed;
}

}  // namespace grader
