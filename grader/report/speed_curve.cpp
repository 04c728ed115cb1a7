#include "report/speed_curve.h"

#include <cmath>

#include <nlohmann/json.hpp>

namespace grader {
namespace {

using nlohmann::json;

constexpr int most_cores = 1024;

}  // namespace

std::string to_json(const std::vector<SpeedCurve>& curves) {
    json all = json::array();
    for (const SpeedCurve& curve : curves) {
        json points = json::array();
        for (const auto& point : curve.points) points.push_back({point.cores, point.speedup});
        all.push_back({{"test", curve.test}, {"points", points}});
    }
    return all.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::optional<std::vector<SpeedCurve>> curves_from_json(std::string_view text) {
    try {
        std::vector<SpeedCurve> curves;
        for (const json& each : json::parse(text)) {
            SpeedCurve& curve = curves.emplace_back();
            curve.test = each.at("test").get<std::string>();
            for (const json& point : each.at("points")) {
                const auto cores = point.at(0).get<int>();
                const auto speedup = point.at(1).get<double>();
                if (cores < 1 || cores > most_cores || !std::isfinite(speedup) || speedup <= 0)
                    return std::nullopt;
                curve.points.push_back({cores, speedup});
            }
        }
        return curves;
    } catch (const json::exception&) {
        return std::nullopt;
    }
}

}  // namespace grader
