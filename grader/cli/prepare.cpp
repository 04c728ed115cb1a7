// racecourse prepare: the precompiled headers and the kit, so that the first check is as fast as
// later ones.
#include "cli/commands.h"
#include "cli/session.h"

namespace grader {

Exit prepare_command(const fs::path& root) {
    Session session(root);
    session.workshop().prepare();
    return Exit::passed;
}

}  // namespace grader
