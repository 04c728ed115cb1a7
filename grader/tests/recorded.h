// Screens that are compared with how they were recorded: tests/screens/NAME.txt. With
// RACECOURSE_RECORD set in the environment they are recorded anew; read the difference before you
// commit it.
#pragma once

#include <cstdlib>
#include <string>

#include <gtest/gtest.h>

#include "common/files.h"

namespace grader {

inline void expect_recorded(const std::string& name, const std::string& screen) {
    const fs::path path = fs::path(RACECOURSE_ROOT) / "grader/tests/screens" / (name + ".txt");
    if (std::getenv("RACECOURSE_RECORD") != nullptr) {
        fs::create_directories(path.parent_path());
        write_file(path, screen);
    }
    ASSERT_TRUE(fs::exists(path)) << path << " is missing: record it.";
    EXPECT_EQ(screen, read_file(path)) << "It is no longer as recorded in " << path;
}

}  // namespace grader
