// A tiny course in a temporary folder: as many exercises as a test wants, without any tests in
// them.
#pragma once

#include <string>

#include "common/text.h"
#include "tests/temp_folder.h"

namespace grader {

inline const std::string good_manifest = R"(title = "A counter"
learn = "One lock."
kind = "build"
files = ["counter.h"]
checks = ["examples", "behaviour", "races"]
packages = []
hints = ["a nudge", "more"]

[read]
default = "locks"
does_not_build = "headers"
)";

class Course : public TempFolder {
  public:
    // "chapter03_races/ex01_counter", complete.
    void add(const std::string& relative, const std::string& manifest = good_manifest) const {
        write("exercises/" + relative + "/counter.h", "stub");
        write("exercises/" + relative + "/examples.cpp", "");
        write("solutions/" + relative + "/counter.h", "solved");
        write("grader/hidden/" + relative + "/stub/counter.h", "stub");
        write("grader/hidden/" + relative + "/tests.cpp", "");
        write("grader/hidden/" + relative + "/exercise.toml", manifest);
    }
};

}  // namespace grader
