// The Debian packages that the course needs, from grader/packages.txt.
#pragma once

#include <string>
#include <vector>

#include "common/files.h"

namespace grader {

struct Package {
    std::string name;
    std::string reason;
};

[[nodiscard]] std::vector<Package> course_packages(const fs::path& root);
[[nodiscard]] bool is_installed(const std::string& package);

}  // namespace grader
