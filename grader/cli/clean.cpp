// racecourse clean: empties the cache. Nothing that a learner wrote is touched.
#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/session.h"
#include "workshop/cache.h"

namespace grader {

Exit clean_command(const fs::path& root) {
    const std::uintmax_t freed = Cache(root / ".racecourse/cache").clear();
    remove_abandoned_work(root);
    std::error_code error;
    fs::remove_all(root / ".racecourse/outcomes", error);
    fmt::print("Freed {} MiB. The next check builds what it needs again.\n", freed >> 20);
    return Exit::passed;
}

}  // namespace grader
