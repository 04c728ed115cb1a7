#include "report/json.h"

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
            {"timeline", problem.timeline ? to_json(*problem.timeline) : json()}};
}

json to_json(const Verdict& verdict) {
    json problems = json::array(), tests = json::array();
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
            {"note", verdict.note},
            {"prints", verdict.prints},
            {"read", verdict.read},
            {"seconds", verdict.seconds}};
}

}  // namespace

std::string to_json(const std::vector<Verdict>& verdicts) {
    json all = json::array();
    for (const Verdict& verdict : verdicts) all.push_back(to_json(verdict));
    // A learner's program may print anything; what is no UTF-8 is replaced, not refused.
    return json{{"schema", json_schema_version}, {"verdicts", all}}.dump(
        2, ' ', false, json::error_handler_t::replace);
}

}  // namespace grader
