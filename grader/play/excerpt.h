// The piece of a source file that a thread is in.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace grader {

struct Lines {
    std::size_t first = 0, last = 0;  // counted from 1; first is 0 where there is none
};

// The whole function around a line, as far as braces tell; else a few lines around it.
[[nodiscard]] Lines function_around(const std::vector<std::string>& source, std::size_t line);

// At most `room` lines of these, the one at `line` among them.
[[nodiscard]] Lines window(Lines lines, std::size_t line, std::size_t room);

}  // namespace grader
