// A timeline as a picture: a lane for each thread, time runs down, the locks that it holds as bars
// beside it, an arrow from each step that let another thread go on. One self-contained SVG that
// follows the reader's light or dark colours and can be read aloud.
#pragma once

#include <string>

#include "report/verdict.h"

namespace grader {

[[nodiscard]] std::string timeline_svg(const Timeline& timeline);

}  // namespace grader
