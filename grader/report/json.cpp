#include "report/json.h"

#include <cmath>

#include <nlohmann/json.hpp>

namespace grader {
namespace {

using nlohmann::json;

json to_json(const Place& place) {
    return {
        {"file", place.file}, {"line", place.line}, {"column", place.column}, {"text", place.text}};
}

json to_json(const Timeline& timeline) {
    json rows = json::array();
    for (const TimelineRow& row : timeline.rows) {
        json marks = json::array();
        for (const Mark mark : row.marks) marks.push_back(name(mark));
        rows.push_back({{"number", row.number},
                        {"thread", row.thread},
                        {"action", row.action},
                        {"place", row.place ? to_json(*row.place) : json()},
                        {"holds", row.holds},
                        {"marks", marks},
                        {"after", row.after}});
    }
    return {{"title", timeline.title},
            {"threads", timeline.threads},
            {"rows", rows},
            {"left_out", timeline.left_out},
            {"notes", timeline.notes}};
}

json to_json(const CoreLanes& lanes) {
    json slices = json::array();
    for (const auto& lane : lanes.slices) {
        json all = json::array();
        for (const CoreLanes::Slice& slice : lane) {
            json shares = json::array();
            // Three digits are more than a picture can show.
            for (const float share : slice) shares.push_back(std::round(share * 1000.0) / 1000);
            all.push_back(std::move(shares));
        }
        slices.push_back(std::move(all));
    }
    return {{"names", lanes.names}, {"nanoseconds", lanes.nanoseconds}, {"slices", slices}};
}

std::string_view name(SpeedDemand::Kind kind) {
    return kind == SpeedDemand::speedup   ? "speedup"
           : kind == SpeedDemand::at_most ? "at most"
                                          : "at least";
}

json to_json(const SpeedDemand& demand) {
    return {{"kind", name(demand.kind)},
            {"what", demand.what},
            {"unit", demand.seconds ? "ns" : "count"},
            {"measured", demand.measured},
            {"limit", demand.limit},
            {"sequential", demand.sequential},
            {"parallel", demand.parallel},
            {"because", demand.because},
            {"misses", demand.misses},
            {"time", demand.time},
            {"work", demand.work},
            {"spun", demand.spun},
            {"threads", demand.threads},
            {"held", demand.held}};
}

json to_json(const Speed& speed) {
    json demands = json::array();
    for (const SpeedDemand& demand : speed.demands) demands.push_back(to_json(demand));
    return {{"test", speed.test},
            {"speedup", speed.speedup},
            {"needed", speed.needed},
            {"reference", speed.reference},
            {"cores", speed.cores},
            {"wall_speedup", speed.wall_speedup},
            {"wall_needed", speed.wall_needed},
            {"wall_cores", speed.wall_cores},
            {"wall_busy", speed.wall_busy},
            {"rounds", speed.rounds},
            {"demands", demands},
            {"lanes", to_json(speed.lanes)}};
}

json to_json(const Problem& problem) {
    json steps = json::array();
    for (const Step& step : problem.steps) {
        steps.push_back(
            {{"text", step.text}, {"place", step.place ? to_json(*step.place) : json()}});
    }
    return {{"outcome", name(problem.outcome)},
            {"test", problem.test},
            {"headline", problem.headline},
            {"steps", steps},
            {"why", problem.why},
            {"mend", problem.mend},
            {"raw", problem.raw},
            {"token", problem.token},
            {"pattern", name(problem.pattern)},
            {"mistake", problem.mistake},
            {"timeline", problem.timeline ? to_json(*problem.timeline) : json()},
            {"lanes", problem.lanes ? to_json(*problem.lanes) : json()}};
}

json to_json(const Verdict& verdict) {
    json problems = json::array(), tests = json::array(), speed = json::array();
    for (const Speed& one : verdict.speed) speed.push_back(to_json(one));
    for (const Problem& problem : verdict.problems) problems.push_back(to_json(problem));
    for (const TestResult& test : verdict.tests) {
        tests.push_back(
            {{"name", test.name}, {"outcome", name(test.outcome)}, {"seconds", test.seconds}});
    }
    return {{"exercise", verdict.exercise},
            {"check", verdict.check},
            {"outcome", name(verdict.outcome)},
            {"problems", problems},
            {"tests", tests},
            {"speed", speed},
            {"note", verdict.note},
            {"prints", verdict.prints},
            {"read", verdict.read},
            {"seconds", verdict.seconds}};
}

}  // namespace

std::string to_json(const std::vector<Verdict>& verdicts, int indent) {
    json all = json::array();
    for (const Verdict& verdict : verdicts) all.push_back(to_json(verdict));
    // A learner's program may print anything; what is no UTF-8 is replaced, not refused.
    return json{{"schema", json_schema_version}, {"verdicts", all}}.dump(
        indent, ' ', false, json::error_handler_t::replace);
}

}  // namespace grader
