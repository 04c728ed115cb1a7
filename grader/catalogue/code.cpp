#include "catalogue/code.h"

#include <algorithm>

#include <fmt/format.h>

#include "common/error.h"

namespace grader {

Code read_code(const Exercise& exercise, const fs::path& folder, const fs::path& root,
               const fs::path& otherwise) {
    Code code;
    for (const std::string& name : exercise.files) {
        fs::path path = folder / name;
        if (!fs::is_regular_file(path) && !otherwise.empty()) path = otherwise / name;
        if (!fs::is_regular_file(path)) {
            throw Error(fmt::format("{} is missing: {} needs it. The original is {}; copy it back.",
                                    (folder / name).string(), exercise.id,
                                    (exercise.hidden / "stub" / name).string()));
        }
        const fs::path below = fs::absolute(path).lexically_normal().lexically_relative(root);
        const bool inside = !below.empty() && *below.begin() != "..";
        code.push_back({name, inside ? below.string() : path.string(), read_file(path)});
    }
    return code;
}

bool same_content(const Code& a, const Code& b) {
    return std::ranges::equal(a, b, [](const LearnerFile& x, const LearnerFile& y) {
        return x.name == y.name && x.content == y.content;
    });
}

}  // namespace grader
