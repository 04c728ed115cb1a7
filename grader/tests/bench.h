// What tests need that compile and run programs: one sandbox, one workshop on this checkout (so
// that they share its precompiled headers), and compilers started by hand.
#pragma once

#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "checks/test_run.h"
#include "sandbox/sandbox.h"
#include "tests/temp_folder.h"
#include "workshop/workshop.h"

namespace grader {

inline const fs::path checkout = RACECOURSE_ROOT;
inline const fs::path stage = fs::path(RACECOURSE_BINARIES) / "racecourse-stage";
inline const fs::path programs = checkout / "grader/tests";

inline Sandbox& sandbox() {
    static Sandbox one(stage);
    return one;
}

inline Workshop& workshop() {
    static Workshop one(checkout, sandbox());
    return one;
}

// Where the grader's own headers are found.
inline const std::string include_flags = " -I " + (checkout / "exercises/include").string() +
                                         " -I " + (checkout / "grader/kit/include").string() +
                                         " -I " + (checkout / "grader").string() + " ";

// What one test measured on virtual cores, as its JSON: it came to its end and every demand holds.
inline void expect_demands_hold(const std::string& measured, const std::string& test) {
    const auto json = nlohmann::json::parse(measured);
    EXPECT_EQ(json["end"], "nothing") << test << json["text"];
    for (const auto& demand : json["demands"]) {
        const auto took = demand["measured"].get<long>(), limit = demand["limit"].get<long>();
        const bool held = demand["kind"] == "at_most" ? took <= limit : took >= limit;
        EXPECT_TRUE(held) << test << " " << demand["what"] << ": " << took;
    }
}

// Runs a script in the sandbox that may write into `folder` and compile what lies there.
inline Ended by_hand(const fs::path& folder, const std::string& script) {
    fs::permissions(folder, fs::perms::all);
    Job job;
    job.argv = {"/bin/sh", "-c", "set -e\n" + script};
    job.env = {"PATH=/usr/bin:/bin", "LC_ALL=C", "TMPDIR=" + folder.string()};
    job.cwd = folder;
    job.mounts = {{folder, true},
                  {checkout / "exercises/include", false},
                  {checkout / "grader/kit", false},
                  {checkout / "grader/sandbox", false}};
    job.limits.wall_seconds = 180;
    return sandbox().run(job);
}

}  // namespace grader
