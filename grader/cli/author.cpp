// racecourse author new, stub and table: the folders of an exercise, and the page about all of
// them.
#include <fmt/format.h>

#include "catalogue/overview.h"
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

Exit author_table_command(const fs::path& root) {
    write_file(root / overview_file, overview(root, Catalogue(root).exercises()));
    fmt::print("{} is written.\n", overview_file);
    return Exit::passed;
}

}  // namespace grader
