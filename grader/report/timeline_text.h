// A timeline as text: a column for each thread, time runs down. Where the columns do not fit, one
// wide column with the thread's name in front.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "report/terminal.h"
#include "report/verdict.h"

namespace grader {

using Toned = std::function<std::string(Terminal::Tone, const std::string&)>;

// Lines of at most `width` columns, each with its line end.
[[nodiscard]] std::string timeline_text(const Timeline& timeline, std::size_t width,
                                        const Toned& toned);

}  // namespace grader
