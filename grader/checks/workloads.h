// Programs that prove the check `speed`: each file holds right and wrong solutions of one workload.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/files.h"

namespace grader {

struct Workload {
    std::string name;       // "merge sort"
    double at_least = 0;    // what its EXPECT_SPEEDUPs need
    bool held_out = false;  // written after the constants were fixed, never used to tune them
    std::vector<std::string> tests;  // "Speed.right_...", "Speed.wrong_..."
    fs::path file;
};

[[nodiscard]] bool is_right(std::string_view test);

// Throws Error naming the file where its first lines or its tests are not as they should be.
[[nodiscard]] std::vector<Workload> read_workloads(const fs::path& folder);

}  // namespace grader
