// The virtual cores as a picture: a lane for each thread, time runs to the right, and a slice's
// height is divided as the thread divided its time. One self-contained SVG that follows the
// reader's light or dark colours and can be read aloud.
#pragma once

#include <string>

#include "report/verdict.h"

namespace grader {

[[nodiscard]] std::string cores_svg(const CoreLanes& lanes);

}  // namespace grader
