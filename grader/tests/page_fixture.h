// A course made by hand for the page: an exercise for each thing that it can say, from the recorded
// findings of the explanations' own tests.
#pragma once

#include <nlohmann/json.hpp>

#include "explain/measured.h"
#include "explain_fixture.h"
#include "report/page.h"
#include "schedule_fixture.h"
#include "speed_fixture.h"

namespace grader {

// Everything that might end a text early, or become markup, a script, or a wish to the outside.
inline const std::string hostile =
    "</script></style></title><script>alert(1)</script><img src=x onerror=alert(1)> \" "
    "onclick=\"x() "
    "' & &lt; {{script}} {{nonce}} `a<b>` ]]> --> \x1b[31m\xff \xe2\x80\xae gnp.exe";

inline PageExercise page_exercise(const std::string& id, Standing standing, Outcome outcome,
                                  std::vector<Verdict> verdicts = {}) {
    PageExercise one;
    one.exercise.id = "chapter03/" + id;
    one.exercise.relative = "chapter03_races/" + id + "_x";
    one.exercise.title = "About " + id;
    one.exercise.learn = "Take `one` lock.";
    one.exercise.files = {"box.h"};
    one.exercise.checks = {"examples", "races", "schedules", "speed"};
    one.code = {{"box.h", "exercises/chapter03_races/" + id + "_x/box.h", "int main() {\n}\n"}};
    one.progress = {standing, outcome};
    if (!verdicts.empty()) one.verdicts = std::move(verdicts);
    return one;
}

inline Verdict page_verdict(const std::string& check, Outcome outcome,
                            std::vector<Problem> problems = {}) {
    Verdict verdict;
    verdict.check = check;
    verdict.outcome = outcome;
    verdict.problems = std::move(problems);
    verdict.tests.resize(3);
    return verdict;
}

// The learner's files of a finding, as they are shown.
inline Code code_of_finding(const std::string& name) {
    Code code;
    const auto document = nlohmann::json::parse(ScheduleFixture(name).finding);
    for (const auto& [file, lines] : document["code"].items())
        code.push_back({file.substr(5), "mine/" + file.substr(5),
                        joined(lines.get<std::vector<std::string>>(), "\n")});
    return code;
}

inline PageExercise page_of_finding(const std::string& name) {
    const Problem problem = ScheduleFixture(name).explained();
    PageExercise one = page_exercise(replaced(name, "_", "-"), Standing::graded, problem.outcome,
                                     {page_verdict("examples", Outcome::pass),
                                      page_verdict("schedules", problem.outcome, {problem})});
    one.code = code_of_finding(name);
    return one;
}

inline PageExercise page_of_race(const std::string& name) {
    const Fixture fixture("tsan/" + name);
    auto problems = explain_tsan(fixture.evidence, fixture.names);
    PageExercise one =
        page_exercise("race-" + replaced(name, "_", "-"), Standing::graded, Outcome::race,
                      {page_verdict("races", Outcome::race, std::move(problems))});
    const fs::path folder = fs::path(RACECOURSE_ROOT) / "grader/tests/fixtures/explain/tsan" / name;
    one.code.clear();
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.path().extension() == ".h")
            one.code.push_back({entry.path().filename().string(),
                                "mine/" + entry.path().filename().string(),
                                read_file(entry.path())});
    return one;
}

inline CoreLanes page_lanes() {
    return read_measured(Message()
                             .lane("the test", "bbwwwwwwwwwwwwwwwwbb")
                             .lane("", "  bbbbllllbbllllbb  ")
                             .lane("the writer", "   zzzzsszzzznnbb   ")
                             .text(),
                         speed_names())
        .lanes;
}

inline PageExercise page_of_speed(const std::string& id, Outcome outcome) {
    Speed speed;
    speed.test = "Speed.SumsInParallel";
    speed.speedup = outcome == Outcome::pass ? 6.8 : 0.4;
    speed.needed = 2.7;
    speed.reference = 6.1;
    speed.wall_speedup = outcome == Outcome::pass ? 1.9 : 0.8;
    speed.wall_cores = 2;
    speed.lanes = page_lanes();
    SpeedDemand demand;
    demand.measured = speed.speedup;
    demand.limit = 2.7;
    demand.held = outcome == Outcome::pass;
    speed.demands = {demand};
    Verdict verdict = page_verdict("speed", outcome);
    if (outcome != Outcome::pass) {
        Problem& problem = verdict.problems.emplace_back();
        problem.outcome = outcome;
        problem.test = speed.test;
        problem.headline = "It is slower than the sequential version.";
        problem.lanes = speed.lanes;
    }
    verdict.speed = {speed};
    PageExercise one = page_exercise(id, Standing::graded, outcome,
                                     {page_verdict("examples", Outcome::pass), verdict});
    const double top = speed.speedup;
    one.curves = {
        {speed.test, {{1, 0.95}, {2, 0.3 * top}, {4, 0.6 * top}, {8, top}, {16, 1.1 * top}}}};
    return one;
}

inline PageExercise page_of_hostility() {
    Problem problem;
    problem.outcome = Outcome::race;
    problem.test = hostile;
    problem.headline = hostile + "\nsecond line " + hostile;
    problem.steps = {{hostile, Place{hostile, 1, 3, hostile}},
                     {hostile, Place{"mine/a.h", 1, 2, hostile}}};
    problem.why = problem.mend = problem.raw = problem.token = hostile;
    Timeline timeline;
    timeline.title = hostile;
    timeline.threads = {hostile, "b"};
    timeline.rows = {
        {1, 0, hostile, Place{"mine/a.h", 1, 0, hostile}, {hostile}, {Mark::deciding}, 0},
        {2, 1, hostile, {}, {}, {Mark::last}, 1}};
    timeline.notes = {hostile};
    problem.timeline = timeline;
    problem.lanes = page_lanes();
    problem.lanes->names = {hostile};
    Verdict verdict = page_verdict(hostile, Outcome::race, {problem});
    verdict.note = verdict.prints = verdict.read = hostile;
    Speed speed;
    speed.test = hostile;
    speed.speedup = 2;
    speed.demands.resize(2);
    speed.demands[1].kind = SpeedDemand::at_most;
    speed.demands[1].what = hostile;
    verdict.speed = {speed};
    PageExercise one = page_exercise("hostile", Standing::graded, Outcome::race, {verdict});
    one.exercise.title = one.exercise.learn = hostile;
    one.exercise.checks = {hostile, "other" + hostile};
    one.exercise.files = {"a.h"};
    one.code = {{"a.h", "mine/a.h", hostile}};
    one.curves = {{hostile, {{8, 2}}}};
    return one;
}

inline std::vector<PageChapter> page_course() {
    PageChapter chapter{"03 Races & locks",
                        {},
                        {{"two_deposits", "Two deposits", true}, {"lost", "<b>Lost</b>", false}}};
    auto& all = chapter.exercises;
    all.push_back(page_exercise("fresh", Standing::not_started, Outcome::not_started));
    all.push_back(page_exercise("edited", Standing::changed, Outcome::not_started));
    all.push_back(page_exercise("forgotten", Standing::graded, Outcome::wrong));
    all.push_back(page_exercise("gone", Standing::not_started, Outcome::not_started));
    all.back().code.clear();
    all.push_back(page_of_speed("fast", Outcome::pass));
    all.push_back(page_of_speed("slow", Outcome::too_slow));
    for (const char* name : {"reader_without_lock", "two_locks", "escaped"})
        all.push_back(page_of_race(name));
    for (const char* name : {"check_then_act", "deadlock_named", "deadlock_of_five", "lost_update",
                             "lost_wakeup_other_woken", "several_locks", "stale_read", "too_long"})
        all.push_back(page_of_finding(name));
    all.push_back(page_of_hostility());
    return {chapter,
            {"04 More", {page_exercise("later", Standing::not_started, Outcome::not_started)}}};
}

}  // namespace grader
