// One line of a sanitizer's stack: "#1 Counter::value() const code/counter.h:13 (program+0xcb02)".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "explain/explain.h"

namespace grader {

struct Frame {
    std::string function;
    std::string file;  // empty when unknown
    int line = 0;
};
using Stack = std::vector<Frame>;

[[nodiscard]] std::optional<Frame> parse_frame(std::string_view line);

// "std::vector<int>::push_back(int&&)" -> "push_back"; "operator delete(void*)" -> "operator
// delete".
[[nodiscard]] std::string short_name(std::string_view function);

// Hidden tests are compiled as test/<file>; their lines are never shown.
[[nodiscard]] bool is_tests(std::string_view file);

// Whether the test's own code is nearer than the learner's, which may have called it.
[[nodiscard]] bool is_in_test(const Stack& stack, const Names& names);

// The innermost of the learner's frames.
struct LearnersFrame {
    Place place;
    std::string seen;  // the file as the tool prints it
    std::string
        inside;  // the library function that the line was in, e.g. "push_back"; may be empty
};
[[nodiscard]] std::optional<LearnersFrame> learners_frame(const Stack& stack, const Names& names);

// Whether some frame before the learner's or the test's first one frees memory or destroys an
// object.
[[nodiscard]] bool frees(const Stack& stack, const Names& names);

}  // namespace grader
