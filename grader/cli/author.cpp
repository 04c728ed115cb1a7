// racecourse author new and author stub: the folders of an exercise.
#include <fmt/format.h>

#include "catalogue/scaffold.h"
#include "cli/commands.h"
#include "cli/session.h"

namespace grader {

Exit author_new_command(const fs::path& root, const std::string& name) {
    make_exercise(root, name);
    fmt::print(
        "Made the three folders. Now write it, and ask as often as you like: racecourse author "
        "check\n");
    return Exit::passed;
}

Exit author_stub_command(const fs::path& root, const std::string& name) {
    const Catalogue catalogue(root);
    const Exercise& exercise = catalogue.one(name);
    renew_stub(exercise);
    fmt::print("{}: the stub in exercises/ is now the pristine one.\n", exercise.id);
    return Exit::passed;
}

}  // namespace grader
