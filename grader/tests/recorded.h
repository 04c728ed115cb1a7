// Screens that are compared with how they were recorded: tests/screens/NAME.txt. With
// RACECOURSE_RECORD set in the environment they are recorded anew; read the difference before you
// commit it.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <string>

#include <gtest/gtest.h>

#include "common/files.h"
#include "common/text.h"

namespace grader {

inline bool recording() {
    return std::getenv("RACECOURSE_RECORD") != nullptr;
}
inline fs::path record_of(const std::string& name) {
    return fs::path(RACECOURSE_ROOT) / "grader/tests/screens" / (name + ".txt");
}
inline std::string recorded(const std::string& name) {
    return fs::exists(record_of(name)) ? read_file(record_of(name)) : "";
}

// The lines that differ, in a few lines: a whole screen of escapes tells nobody anything.
inline void expect_recorded(const std::string& name, const std::string& screen) {
    if (recording()) {
        fs::create_directories(record_of(name).parent_path());
        write_file(record_of(name), screen);
    }
    const std::string expected = recorded(name);
    if (screen == expected) return;
    const auto is = split_lines(screen);
    const auto was = split_lines(expected);
    std::string difference;
    for (std::size_t i = 0; i < std::max(is.size(), was.size()); ++i) {
        const std::string now = i < is.size() ? is[i] : "(no line)";
        const std::string before = i < was.size() ? was[i] : "(no line)";
        if (now == before) continue;
        difference += std::to_string(i + 1) + " was: " + before + "\n" + std::to_string(i + 1) +
                      " is:  " + now + "\n";
    }
    ADD_FAILURE() << "It is no longer as recorded in grader/tests/screens/" << name << ".txt:\n"
                  << difference;
}

}  // namespace grader
