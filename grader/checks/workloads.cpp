#include "checks/workloads.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

#include "checks/test_run.h"
#include "common/error.h"
#include "common/text.h"

namespace grader {

bool is_right(std::string_view test) {
    return test.starts_with("Speed.right_");
}

std::vector<Workload> read_workloads(const fs::path& folder) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.path().extension() == ".cpp") files.push_back(entry.path());
    std::ranges::sort(files);
    std::vector<Workload> workloads;
    for (const fs::path& file : files) {
        const auto refuse = [&](const std::string& what) {
            throw Error(fmt::format("{}:1: {}", file.string(), what));
        };
        Workload workload;
        workload.file = file;
        const std::string source = read_file(file);
        for (const std::string& line : split_lines(source)) {
            if (!line.starts_with("//")) break;
            const auto value = [&](std::string_view name) {
                return line.starts_with(name) ? trimmed(line.substr(name.size())) : std::string();
            };
            if (const auto name = value("// Workload:"); !name.empty()) workload.name = name;
            if (const auto least = value("// At least:"); !least.empty())
                workload.at_least = std::strtod(least.c_str(), nullptr);
            workload.held_out |= line.starts_with("// Held out");
        }
        workload.tests = tests_in(source, "Speed");
        if (workload.name.empty()) refuse("the comment on top lacks \"// Workload: NAME\".");
        // A workload that only limits times needs no speedup.
        if (!std::isfinite(workload.at_least) || workload.at_least < 0)
            refuse("\"// At least:\" needs a number, such as 2.7.");
        if (workload.tests.empty()) refuse("there is no TEST(Speed, ...).");
        for (const std::string& test : workload.tests) {
            if (!is_right(test) && !test.starts_with("Speed.wrong_"))
                refuse(fmt::format("{} begins neither with right_ nor with wrong_.", test));
        }
        workloads.push_back(std::move(workload));
    }
    return workloads;
}

}  // namespace grader
