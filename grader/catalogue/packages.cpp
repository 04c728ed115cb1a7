#include "catalogue/packages.h"

#include <set>

#include "common/text.h"

namespace grader {

std::vector<Package> course_packages(const fs::path& root) {
    std::vector<Package> packages;
    for (const std::string& line : split_lines(read_file(root / "grader/packages.txt"))) {
        const std::size_t blank = line.find(' ');
        if (line.empty() || line.front() == '#' || blank == std::string::npos) continue;
        packages.push_back({line.substr(0, blank), trimmed(line.substr(blank))});
    }
    return packages;
}

bool is_installed(const std::string& package) {
    // dpkg's own list; a package that was removed but not purged stands in it too, with another
    // status.
    static const std::set<std::string> installed = [] {
        std::set<std::string> names;
        const fs::path status = "/var/lib/dpkg/status";
        if (!fs::exists(status)) return names;
        std::string name;
        for (const std::string& line : split_lines(read_file(status))) {
            if (line.starts_with("Package: ")) name = line.substr(9);
            if (line == "Status: install ok installed" || line == "Status: hold ok installed")
                names.insert(name);
        }
        return names;
    }();
    return installed.contains(package);
}

}  // namespace grader
