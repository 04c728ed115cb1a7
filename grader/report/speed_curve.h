// How the speedup of one test grows with the number of virtual cores, and how that is kept.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace grader {

struct SpeedCurve {
    struct Point {
        int cores = 1;
        double speedup = 0;
    };
    std::string test;           // "Speed.SumsInParallel"
    std::vector<Point> points;  // by cores; one that could not be measured is not there
};

[[nodiscard]] std::string to_json(const std::vector<SpeedCurve>& curves);
// Nothing when it is not what to_json() wrote.
[[nodiscard]] std::optional<std::vector<SpeedCurve>> curves_from_json(std::string_view text);

}  // namespace grader
