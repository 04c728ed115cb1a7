// Recorded outputs of g++ 12.2, the sanitizers and stacks.py, each in a folder with the faulty code
// that it is about: fixtures/explain/KIND/NAME/{evidence.txt,*.h}.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/files.h"
#include "explain/explain.h"

namespace grader {

struct Fixture {
    Names names;
    std::string evidence;

    explicit Fixture(const std::string& which) {
        const fs::path folder = fs::path(RACECOURSE_ROOT) / "grader/tests/fixtures/explain" / which;
        evidence = read_file(folder / "evidence.txt");
        for (const auto& entry : fs::directory_iterator(folder)) {
            const std::string name = entry.path().filename().string();
            if (name != "evidence.txt")
                names.add("code/" + name, "mine/" + name, read_file(entry.path()));
        }
    }
};

// Everything that the learner reads of a problem, for looking up words in it.
inline std::string words(const Problem& problem) {
    std::string text = problem.headline + "\n";
    for (const Step& step : problem.steps) {
        text += step.text;
        if (step.place) text += " " + step.place->file + ":" + std::to_string(step.place->line);
        text += "\n";
    }
    return text + problem.why + "\n" + problem.mend + "\n";
}

inline ::testing::AssertionResult says(const Problem& problem, const std::string& text) {
    if (words(problem).find(text) != std::string::npos) return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << "\"" << text << "\" is not in:\n" << words(problem);
}

// What no learner must ever read.
inline void expect_no_noise(const Problem& problem) {
    for (const char* noise :
         {"/usr/", "basic_string<", "[with", "test/", "libtsan", "_Tp", "0x", "code/"})
        EXPECT_EQ(words(problem).find(noise), std::string::npos) << noise << " in:\n"
                                                                 << words(problem);
}

}  // namespace grader
