// The way back from JSON to verdicts. What is not exactly as to_json() writes it is refused whole.
#include <nlohmann/json.hpp>

#include "report/json.h"

namespace grader {
namespace {

using nlohmann::json;

struct Unreadable {};

template <class T>
T get(const json& object, const char* key) {
    return object.at(key).get<T>();
}

template <class Read>
auto list(const json& array, const Read& read) {
    if (!array.is_array()) throw Unreadable();
    std::vector<decltype(read(array))> all;
    all.reserve(array.size());
    for (const json& each : array) all.push_back(read(each));
    return all;
}

// An optional part is null when it is not there.
template <class Read>
auto part(const json& value, const Read& read) -> std::optional<decltype(read(value))> {
    if (value.is_null()) return std::nullopt;
    return read(value);
}

template <class T>
T known(const std::optional<T>& value) {
    if (!value) throw Unreadable();
    return *value;
}

Outcome read_outcome(const json& object) {
    return known(outcome_named(get<std::string>(object, "outcome")));
}

Mark read_mark(const json& value) {
    for (int mark = 0; mark <= static_cast<int>(Mark::last); ++mark)
        if (value == name(static_cast<Mark>(mark))) return static_cast<Mark>(mark);
    throw Unreadable();
}

Place read_place(const json& object) {
    return {get<std::string>(object, "file"), get<int>(object, "line"), get<int>(object, "column"),
            get<std::string>(object, "text")};
}

Step read_step(const json& object) {
    return {get<std::string>(object, "text"), part(object.at("place"), read_place)};
}

TimelineRow read_row(const json& object) {
    TimelineRow row;
    row.number = get<int>(object, "number");
    row.thread = get<std::size_t>(object, "thread");
    row.action = get<std::string>(object, "action");
    row.place = part(object.at("place"), read_place);
    row.holds = get<std::vector<std::string>>(object, "holds");
    row.marks = list(object.at("marks"), read_mark);
    row.after = get<int>(object, "after");
    return row;
}

Timeline read_timeline(const json& object) {
    Timeline timeline;
    timeline.title = get<std::string>(object, "title");
    timeline.threads = get<std::vector<std::string>>(object, "threads");
    timeline.rows = list(object.at("rows"), read_row);
    timeline.left_out = get<int>(object, "left_out");
    timeline.notes = get<std::vector<std::string>>(object, "notes");
    for (const TimelineRow& row : timeline.rows)
        if (row.thread >= timeline.threads.size()) throw Unreadable();
    return timeline;
}

CoreLanes::Slice read_slice(const json& array) {
    const auto shares = array.get<std::vector<float>>();
    CoreLanes::Slice slice{};
    if (shares.size() != slice.size()) throw Unreadable();
    std::copy(shares.begin(), shares.end(), slice.begin());
    return slice;
}

CoreLanes read_lanes(const json& object) {
    CoreLanes lanes;
    lanes.names = get<std::vector<std::string>>(object, "names");
    lanes.nanoseconds = get<double>(object, "nanoseconds");
    lanes.slices =
        list(object.at("slices"), [](const json& lane) { return list(lane, read_slice); });
    return lanes;
}

SpeedDemand::Kind read_kind(const std::string& name) {
    if (name == "speedup") return SpeedDemand::speedup;
    if (name == "at most") return SpeedDemand::at_most;
    if (name == "at least") return SpeedDemand::at_least;
    throw Unreadable();
}

SpeedDemand read_demand(const json& object) {
    SpeedDemand demand;
    demand.kind = read_kind(get<std::string>(object, "kind"));
    demand.what = get<std::string>(object, "what");
    demand.seconds = get<std::string>(object, "unit") == "ns";
    demand.measured = get<double>(object, "measured");
    demand.limit = get<double>(object, "limit");
    demand.sequential = get<double>(object, "sequential");
    demand.parallel = get<double>(object, "parallel");
    demand.because = get<std::string>(object, "because");
    demand.misses = get<double>(object, "misses");
    demand.time = get<double>(object, "time");
    demand.work = get<double>(object, "work");
    demand.spun = get<double>(object, "spun");
    demand.threads = get<int>(object, "threads");
    demand.held = get<bool>(object, "held");
    return demand;
}

Speed read_speed(const json& object) {
    Speed speed;
    speed.test = get<std::string>(object, "test");
    speed.speedup = get<double>(object, "speedup");
    speed.needed = get<double>(object, "needed");
    speed.reference = get<double>(object, "reference");
    speed.cores = get<int>(object, "cores");
    speed.wall_speedup = get<double>(object, "wall_speedup");
    speed.wall_needed = get<double>(object, "wall_needed");
    speed.wall_cores = get<int>(object, "wall_cores");
    speed.wall_busy = get<int>(object, "wall_busy");
    speed.rounds = get<int>(object, "rounds");
    speed.demands = list(object.at("demands"), read_demand);
    speed.lanes = read_lanes(object.at("lanes"));
    return speed;
}

Pattern read_pattern(const json& object) {
    return known(pattern_named(get<std::string>(object, "pattern")));
}

Problem read_problem(const json& object) {
    Problem problem;
    problem.outcome = read_outcome(object);
    problem.test = get<std::string>(object, "test");
    problem.headline = get<std::string>(object, "headline");
    problem.steps = list(object.at("steps"), read_step);
    problem.why = get<std::string>(object, "why");
    problem.mend = get<std::string>(object, "mend");
    problem.raw = get<std::string>(object, "raw");
    problem.token = get<std::string>(object, "token");
    problem.pattern = read_pattern(object);
    problem.mistake = get<std::string>(object, "mistake");
    problem.timeline = part(object.at("timeline"), read_timeline);
    problem.lanes = part(object.at("lanes"), read_lanes);
    return problem;
}

TestResult read_test(const json& object) {
    return {get<std::string>(object, "name"), read_outcome(object), get<double>(object, "seconds")};
}

Verdict read_verdict(const json& object) {
    Verdict verdict;
    verdict.exercise = get<std::string>(object, "exercise");
    verdict.check = get<std::string>(object, "check");
    verdict.outcome = read_outcome(object);
    verdict.problems = list(object.at("problems"), read_problem);
    verdict.tests = list(object.at("tests"), read_test);
    verdict.speed = list(object.at("speed"), read_speed);
    verdict.note = get<std::string>(object, "note");
    verdict.prints = get<std::string>(object, "prints");
    verdict.read = get<std::string>(object, "read");
    verdict.seconds = get<double>(object, "seconds");
    return verdict;
}

}  // namespace

std::optional<std::vector<Verdict>> verdicts_from_json(std::string_view text) {
    try {
        const json all = json::parse(text);
        if (get<int>(all, "schema") != json_schema_version) return std::nullopt;
        return list(all.at("verdicts"), read_verdict);
    } catch (const json::exception&) {
        return std::nullopt;
    } catch (const Unreadable&) {
        return std::nullopt;
    }
}

}  // namespace grader
