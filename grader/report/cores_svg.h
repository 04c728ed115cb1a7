// The virtual cores as a picture: a lane for each thread, time runs to the right, and a slice's
// height is divided as the thread divided its time. One self-contained SVG that follows the
// reader's light or dark colours and can be read aloud.
#pragma once

#include <string>

#include "report/cores.h"
#include "report/verdict.h"

namespace grader {

[[nodiscard]] std::string cores_svg(const CoreLanes& lanes);

// One lane of it, as paths of the classes share0, share1, ...: the shares of a slice stand on each
// other, what was computed at the bottom.
struct Area {
    double left = 0, top = 0, width = 0, height = 0;
};
[[nodiscard]] std::string lane_shapes(const Lane& lane, const Area& area);

}  // namespace grader
