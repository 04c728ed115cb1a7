// racecourse reset: the stub again; what was written is kept beside it.
#include "desk/reset.h"

#include <fmt/format.h>

#include "catalogue/catalogue.h"
#include "cli/commands.h"
#include "report/terminal.h"

namespace grader {

Exit reset_command(const fs::path& root, const std::string& name) {
    const Catalogue catalogue(root);
    const Exercise& exercise = catalogue.one(name);
    const auto changed = reset(exercise);
    Terminal terminal;
    terminal.exercise(exercise);
    if (changed.empty()) {
        fmt::print("It is as it came: there is nothing to reset.\n");
        return Exit::passed;
    }
    const auto shown = [&](const fs::path& path) { return path.lexically_relative(root).string(); };
    for (const ResetFile& each : changed) {
        fmt::print("{} is the stub again.\n", shown(each.file));
        if (!each.kept.empty()) fmt::print("  What you wrote is kept in {}\n", shown(each.kept));
    }
    return Exit::passed;
}

}  // namespace grader
