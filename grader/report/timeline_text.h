// A timeline as text: a column for each thread, time runs down. Where the columns do not fit, one
// wide column with the thread's name in front.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "report/terminal.h"
#include "report/verdict.h"

namespace grader {

using Toned = std::function<std::string(Terminal::Tone, const std::string&)>;

// Lines of at most `width` columns, and where in them things begin, for those who scroll.
struct TimelineLines {
    std::vector<std::string> lines;
    std::size_t header = 0;         // the names of the threads, and a rule below them
    std::vector<std::size_t> rows;  // the first line of each row, then the line after the last row
};
[[nodiscard]] TimelineLines timeline_lines(const Timeline& timeline, std::size_t width,
                                           const Toned& toned);

// The same as one text, each line with its line end.
[[nodiscard]] std::string timeline_text(const Timeline& timeline, std::size_t width,
                                        const Toned& toned);

}  // namespace grader
