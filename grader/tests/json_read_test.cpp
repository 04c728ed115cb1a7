// Verdicts go to JSON and come back whole; what is damaged does not come back at all.
#include <nlohmann/json.hpp>

#include "explain/measured.h"
#include "report/json.h"
#include "schedule_fixture.h"
#include "speed_fixture.h"

namespace grader {
namespace {

using nlohmann::json;

// Every member has a value that is not the one it begins with.
Verdict everything() {
    Verdict verdict;
    verdict.exercise = "chapter03/ex01";
    verdict.check = "speed";
    verdict.outcome = Outcome::too_slow;
    verdict.note = "a note";
    verdict.prints = "</script>\x1b[31m\xff\n";
    verdict.read = "chapters/x/README.md#a";
    verdict.seconds = 1.25;
    verdict.tests = {{"Speed.A", Outcome::pass, 0.5}, {"Speed.B", Outcome::too_slow, 0.25}};
    Problem problem;
    problem.outcome = Outcome::too_slow;
    problem.test = "Speed.B";
    problem.headline = "It is too slow.";
    problem.steps = {{"First.", Place{"mine/a.h", 3, 7, "    int größe;"}}, {"Then.", {}}};
    problem.why = "why";
    problem.mend = "mend";
    problem.raw = "raw";
    problem.token = "token";
    problem.pattern = Pattern::shared_cache_line;
    problem.mistake = "mistake";
    problem.lanes =
        read_measured(Message().lane("the test", "bbwwlln ").text(), speed_names()).lanes;
    verdict.problems.push_back(problem);
    Speed speed;
    speed.test = "Speed.B";
    speed.speedup = 1.5;
    speed.needed = 2.7;
    speed.reference = 6.1;
    speed.cores = 16;
    speed.wall_speedup = 1.25;
    speed.wall_needed = 1.5;
    speed.wall_cores = 2;
    speed.wall_busy = 12;
    speed.rounds = 3;
    speed.lanes = *problem.lanes;
    SpeedDemand demand;
    demand.kind = SpeedDemand::at_least;
    demand.what = "wait.time";
    demand.seconds = true;
    demand.measured = 4e6;
    demand.limit = 5e6;
    demand.sequential = 6e6;
    demand.parallel = 7e6;
    demand.because = "because";
    demand.misses = 8;
    demand.time = 9;
    demand.work = 10;
    demand.spun = 11;
    demand.threads = 12;
    demand.held = true;
    speed.demands = {demand, SpeedDemand()};
    speed.demands[1].kind = SpeedDemand::at_most;
    verdict.speed.push_back(speed);
    return verdict;
}

std::vector<Verdict> all_kinds() {
    std::vector<Verdict> all = {everything(), Verdict()};
    Verdict& schedules = all.emplace_back();
    schedules.outcome = Outcome::deadlock;
    for (const std::string& name : ScheduleFixture::all())
        schedules.problems.push_back(ScheduleFixture(name).explained());
    for (const Outcome outcome : all_outcomes()) all.emplace_back().outcome = outcome;
    return all;
}

TEST(JsonRead, BringsBackWhatWasWritten) {
    const auto before = all_kinds();
    for (const int indent : {-1, 2}) {
        const auto after = verdicts_from_json(to_json(before, indent));
        ASSERT_TRUE(after.has_value());
        EXPECT_EQ(to_json(*after), to_json(before));
    }
    EXPECT_EQ(to_json(before, -1).find('\n'), std::string::npos);
    const Verdict one = verdicts_from_json(to_json({everything()}))->at(0);
    EXPECT_EQ(one.problems.at(0).steps.at(0).place->text, "    int größe;");
    EXPECT_FALSE(one.problems.at(0).steps.at(1).place.has_value());
    EXPECT_FALSE(one.problems.at(0).timeline.has_value());
    EXPECT_EQ(one.speed.at(0).demands.at(0).kind, SpeedDemand::at_least);
    EXPECT_FLOAT_EQ(one.speed.at(0).lanes.slices.at(0).at(0)[CoreLanes::busy], 1);
    EXPECT_TRUE(verdicts_from_json(to_json({}))->empty());
}

// Without any one of its members, or with that member of another kind.
void expect_each_needed(const json& whole, const json::json_pointer& at) {
    const json& here = whole.at(at);
    if (here.is_object()) {
        for (const auto& [name, value] : here.items()) {
            json without = whole;
            without.at(at).erase(name);
            EXPECT_FALSE(verdicts_from_json(without.dump())) << at.to_string() << " " << name;
            json other = whole;
            other.at(at)[name] = json::array({json::object({{"x", 1}})});
            EXPECT_FALSE(verdicts_from_json(other.dump())) << at.to_string() << " " << name;
            expect_each_needed(whole, at / name);
        }
    } else if (here.is_array() && !here.empty()) {
        expect_each_needed(whole, at / 0);
    }
}

TEST(JsonRead, NeedsEveryMember) {
    Verdict verdict = everything();
    verdict.problems[0].timeline = ScheduleFixture("deadlock_named").explained().timeline;
    expect_each_needed(json::parse(to_json({verdict})), json::json_pointer());
}

TEST(JsonRead, RefusesWhatIsDamaged) {
    const std::string good = to_json({everything()}, -1);
    for (std::size_t size = 0; size < good.size(); size += 1 + size / 20)
        EXPECT_FALSE(verdicts_from_json(good.substr(0, size))) << size;
    const auto with = [&](const std::string& from, const std::string& to) {
        EXPECT_NE(good.find(from), std::string::npos) << from;
        return verdicts_from_json(replaced(good, from, to)).has_value();
    };
    EXPECT_FALSE(with("\"schema\":1", "\"schema\":2"));
    EXPECT_FALSE(with("too slow", "too slowly"));
    EXPECT_FALSE(with("at least", "at last"));
    EXPECT_FALSE(with("[1.0,0.0,0.0,0.0,0.0,0.0]", "[1.0,0.0,0.0,0.0,0.0]"));
    EXPECT_TRUE(with("a note", "another note"));
    EXPECT_FALSE(verdicts_from_json("[]"));
    EXPECT_FALSE(verdicts_from_json("nothing"));

    Verdict verdict;
    verdict.problems = {ScheduleFixture("deadlock").explained()};
    json whole = json::parse(to_json({verdict}));
    json& timeline = whole["verdicts"][0]["problems"][0]["timeline"];
    EXPECT_TRUE(verdicts_from_json(whole.dump()));
    const json row = timeline["rows"][0];
    timeline["rows"][0]["thread"] = 2;
    EXPECT_FALSE(verdicts_from_json(whole.dump())) << "there are two threads";
    timeline["rows"][0] = row;
    timeline["rows"][0]["marks"] = {"no such mark"};
    EXPECT_FALSE(verdicts_from_json(whole.dump()));
}

}  // namespace
}  // namespace grader
