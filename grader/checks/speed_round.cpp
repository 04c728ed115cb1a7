#include "checks/speed_round.h"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include <fmt/format.h>

namespace grader {
namespace {

using Json = nlohmann::json;

struct Unbelievable {};

constexpr std::size_t most_demands = 100, most_lanes = 200, most_slices = 500, most_pairs = 1000;
constexpr std::size_t longest_text = 10'000;
constexpr double largest = 1e15;  // nanoseconds: eleven days

const Json& member(const Json& object, const char* key) {
    static const Json nothing;
    if (!object.is_object()) throw Unbelievable();
    const auto found = object.find(key);
    return found == object.end() ? nothing : *found;
}

double number(const Json& value, double least = 0) {
    if (!value.is_number()) throw Unbelievable();
    const double read = value.get<double>();
    if (!(read >= least && read <= largest)) throw Unbelievable();
    return read;
}
double number(const Json& object, const char* key) {
    return number(member(object, key));
}
double number_or(const Json& object, const char* key, double otherwise) {
    const Json& value = member(object, key);
    return value.is_null() ? otherwise : number(value);
}

std::string text(const Json& object, const char* key) {
    const Json& value = member(object, key);
    if (value.is_null()) return {};
    if (!value.is_string() || value.get_ref<const std::string&>().size() > longest_text)
        throw Unbelievable();
    return value.get<std::string>();
}

const Json& list(const Json& object, const char* key, std::size_t most) {
    static const Json none = Json::array();
    const Json& value = member(object, key);
    if (value.is_null()) return none;
    if (!value.is_array() || value.size() > most) throw Unbelievable();
    return value;
}

SpeedDemand demand(const Json& json) {
    SpeedDemand demand;
    const std::string kind = text(json, "kind");
    if (kind == "speedup") {
        demand.kind = SpeedDemand::speedup;
        demand.sequential = number(json, "sequential");
        demand.parallel = number(json, "parallel");
    } else if (kind == "at_most" || kind == "at_least") {
        demand.kind = kind == "at_most" ? SpeedDemand::at_most : SpeedDemand::at_least;
        demand.measured = number(member(json, "measured"), -largest);
        demand.limit = number(member(json, "limit"), -largest);
    } else {
        throw Unbelievable();
    }
    demand.what = text(json, "what");
    demand.seconds = text(json, "unit") == "ns";
    demand.because = text(json, "because");
    demand.place.file = text(json, "file");
    demand.place.line = static_cast<int>(std::min(number_or(json, "line", 0), 1e9));
    demand.misses = number_or(json, "misses", 0);
    if (const Json& took = member(json, "took"); !took.is_null()) {
        demand.time = number_or(took, "time", 0);
        demand.work = number_or(took, "work", 0);
        demand.spun = number_or(took, "spun", 0);
        demand.threads = static_cast<int>(std::min(number_or(took, "threads", 0), 1e6));
    }
    return demand;
}

CoreLanes lanes(const Json& json) {
    CoreLanes lanes;
    const Json& threads = list(json, "lanes", most_lanes);
    if (threads.empty()) return lanes;
    const double width = number(json, "slice");
    const std::size_t slices = list(threads.front(), "buckets", most_slices).size();
    if (slices == 0 || width <= 0) return lanes;
    lanes.nanoseconds = width * static_cast<double>(slices);
    for (const Json& thread : threads) {
        const Json& buckets = list(thread, "buckets", most_slices);
        if (buckets.size() != slices) throw Unbelievable();
        auto& lane = lanes.slices.emplace_back();
        for (const Json& bucket : buckets) {
            if (!bucket.is_array() || bucket.size() != CoreLanes::shares) throw Unbelievable();
            CoreLanes::Slice slice{};
            double sum = 0;
            for (const Json& part : bucket) sum += number(part);
            for (std::size_t share = 0; share < slice.size(); ++share)
                slice[share] = static_cast<float>(number(bucket[share]) / std::max(width, sum));
            lane.push_back(slice);
        }
        const std::string role = text(thread, "role");
        lanes.names.push_back(
            !role.empty() ? role : fmt::format("thread {:.0f}", number(thread, "thread")));
    }
    return lanes;
}

}  // namespace

std::optional<SpeedRound> read_round(std::string_view json) {
    const Json all = Json::parse(json, nullptr, false);
    try {
        SpeedRound measured;
        measured.test = text(all, "test");
        measured.end = text(all, "end");
        measured.text = text(all, "text");
        for (const Json& each : list(all, "demands", most_demands))
            measured.demands.push_back(demand(each));
        measured.cores = static_cast<int>(std::clamp(number_or(all, "cores", 8), 1.0, 1024.0));
        measured.lanes = lanes(all);
        for (const Json& pair : list(all, "wall", most_pairs)) {
            measured.wall.push_back({number(pair, "sequential"), number(pair, "parallel")});
        }
        if (measured.test.empty() || measured.end.empty()) return std::nullopt;
        return measured;
    } catch (const Unbelievable&) {
        return std::nullopt;
    }
}

}  // namespace grader
