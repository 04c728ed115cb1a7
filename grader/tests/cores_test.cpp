// The pictures of the virtual cores: as text, as SVG, as JSON, and in what a learner reads.
#include "report/cores.h"

#include <cstdio>

#include "explain/measured.h"
#include "report/cores_svg.h"
#include "report/json.h"
#include "schedule_fixture.h"
#include "speed_fixture.h"
#include "well_formed.h"

namespace grader {
namespace {

CoreLanes lanes_of(const Message& message) {
    return read_measured(message.text(), speed_names()).lanes;
}

CoreLanes every_state() {
    return lanes_of(std::move(Message()
                                  .lane("the test", "bbwwwwwwwwwwwwwwwwbb")
                                  .lane("", "  bbbbllllbbllllbb  ")
                                  .lane("", "  llbbllbbllbbssssss")
                                  .lane("the writer", "   zzzzzzzzzznnbb   ")));
}

CoreLanes many(int count) {
    return lanes_of(std::move(Message().lane("the test", "wwww").lanes(count - 1, "bbll")));
}

TEST(CoresText, HasARowForEachThread) {
    EXPECT_EQ(plain_cores(every_state(), 80),
              R"(    What each thread did on the virtual cores:

                                                                            busy
    the test    ██████.............................................██████   20 %
    thread 1          ███████████xxxxxxxxxxx██████xxxxxxxxxxxx█████         40 %
    thread 2          xxxxx██████xxxxxx██████xxxxx██████!!!!!!!!!!!!!!!!!   30 %
    the writer           zzzzzzzzzzzzzzzzzzzzzzzzzzzz------█████            10 %
                ┴─────────────┴─────────────┴─────────────┴─────────────┴
                0             5             10            15            20 ms

    █ busy   ! busy waiting   x waiting for a lock
    . waiting for something else   z asleep   - no core free
    A sign stands for what the thread did most of that time; a blank: it had not
    started, or had ended.
)");
}

TEST(CoresText, FitsIntoEveryWidth) {
    for (const CoreLanes& lanes : {every_state(), many(16), many(64), CoreLanes()})
        for (const std::size_t width : {40u, 60u, 80u, 100u, 110u, 200u})
            for (const std::string& line : split_lines(plain_cores(lanes, width)))
                EXPECT_LE(columns(line), width) << line;
    for (const std::size_t width : {0u, 1u, 20u})
        EXPECT_FALSE(plain_cores(every_state(), width).empty());
}

TEST(CoresText, HasColourOnlyFromTheTones) {
    std::string toned = cores_text(every_state(), 80, [](Terminal::Tone, const std::string& text) {
        return text.empty() ? text : "\x1b[2m" + text + "\x1b[0m";
    });
    EXPECT_NE(toned.find("\x1b[2m"), std::string::npos);
    toned = replaced(replaced(toned, "\x1b[2m", ""), "\x1b[0m", "");
    std::string plain;
    for (const std::string& line : split_lines(toned))
        plain += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
    EXPECT_EQ(plain, plain_cores(every_state(), 80));
}

TEST(CoresText, ExplainsOnlyTheSignsThatOccur) {
    const std::string text = plain_cores(many(3), 80);
    EXPECT_NE(text.find("█ busy   x waiting for a lock   . waiting for something else\n"),
              std::string::npos)
        << text;
    EXPECT_EQ(text.find("asleep"), std::string::npos) << text;
}

TEST(CoresText, SurvivesLanesThatDoNotMatch) {
    CoreLanes lanes = every_state();
    lanes.names = {"a\x1b[31m\nb"};
    lanes.slices[1].resize(3);
    lanes.slices[2].clear();
    lanes.nanoseconds = 0;
    EXPECT_EQ(plain_cores(lanes, 80).find('\x1b'), std::string::npos);
    expect_well_formed(cores_svg(lanes));
    lanes.nanoseconds = 1e15;
    EXPECT_FALSE(plain_cores(lanes, 80).empty());
    EXPECT_FALSE(cores_svg(CoreLanes()).empty());
}

TEST(Cores, AreFoldedWhenThereAreManyThreads) {
    EXPECT_EQ(folded(many(16)).names.size(), 16u);
    CoreLanes lanes = many(40);
    lanes.slices.back()[3] = {};  // ended before the others
    const CoreLanes shown = folded(lanes);
    ASSERT_EQ(shown.names.size(), 16u);
    ASSERT_EQ(shown.slices.size(), 16u);
    EXPECT_EQ(shown.names[14], "thread 14");
    EXPECT_EQ(shown.names[15], "and 25 others");
    EXPECT_FLOAT_EQ(shown.slices[15][0][CoreLanes::busy], 1);
    EXPECT_FLOAT_EQ(shown.slices[15][3][CoreLanes::lock], 24.0F / 25);
}

TEST(Cores, TakeTheMeanOfWhatLiesBetween) {
    const Lane lane = every_state().slices[0];
    EXPECT_FLOAT_EQ(mean(lane, 0, 20)[CoreLanes::busy], 0.2F);
    EXPECT_FLOAT_EQ(mean(lane, 1.5, 2.5)[CoreLanes::blocked], 0.5F);
    EXPECT_FLOAT_EQ(mean(lane, 0.25, 0.5)[CoreLanes::busy], 1);
    EXPECT_EQ(most_of(mean(lane, 1.2, 2.5)), CoreLanes::busy);
    EXPECT_EQ(most_of(mean(lane, 30, 31)), CoreLanes::shares);
    EXPECT_EQ(in_words(lane), "80 % waiting for something else, 20 % busy");
    EXPECT_EQ(in_words(every_state().slices[1]),
              "40 % busy, 40 % waiting for a lock, 20 % not started, or ended");
}

TEST(Cores, HaveRoundTicks) {
    const auto labels = [](double milliseconds, std::size_t most) {
        CoreLanes lanes;
        lanes.nanoseconds = milliseconds * 1e6;
        const Ticks found = ticks(lanes, most);
        std::vector<std::string> all;
        for (std::size_t i = 0; i < found.milliseconds.size(); ++i) all.push_back(found.label(i));
        return joined(all, " ");
    };
    EXPECT_EQ(labels(20, 6), "0 5 10 15 20 ms");
    EXPECT_EQ(labels(17, 6), "0 5 10 15 ms");
    EXPECT_EQ(labels(38.4, 5), "0 10 20 30 ms");
    EXPECT_EQ(labels(1000, 11), "0 100 200 300 400 500 600 700 800 900 1000 ms");
    EXPECT_EQ(labels(0.05, 6), "0 0.01 0.02 0.03 0.04 0.05 ms");
    EXPECT_EQ(labels(0, 6), "");
}

TEST(CoresSvg, IsAPictureThatCanBeReadAloud) {
    const std::string svg = cores_svg(every_state());
    expect_well_formed(svg);
    EXPECT_NE(svg.find("<title>What each thread did on the virtual cores:</title>"),
              std::string::npos);
    EXPECT_NE(svg.find("<desc>20 ms in all. the test: 80 % waiting for something else, 20 % busy. "
                       "thread 1: 40 % busy"),
              std::string::npos)
        << svg;
    EXPECT_NE(svg.find("<g><title>the writer: 50 % asleep"), std::string::npos);
    EXPECT_NE(svg.find("prefers-color-scheme: dark"), std::string::npos);
    EXPECT_EQ(svg.find("http", svg.find("viewBox")), std::string::npos);
    EXPECT_LT(cores_svg(many(64)).size(), 20'000u);
}

TEST(CoresSvg, EscapesWhatTheLearnerWrote) {
    CoreLanes lanes = every_state();
    lanes.names[1] = "<script>\x1b\"&";
    const std::string svg = cores_svg(lanes);
    expect_well_formed(svg);
    EXPECT_EQ(svg.find("<script>"), std::string::npos);
    EXPECT_EQ(svg.find('\x1b'), std::string::npos);
}

TEST(CoresJson, HoldsWhatTheLanesHold) {
    Verdict verdict;
    Problem problem;
    problem.lanes = every_state();
    verdict.problems = {problem, Problem()};
    Speed speed;
    speed.test = "Speed.SumsInParallel";
    speed.speedup = 6.8;
    speed.demands.resize(1);
    verdict.speed = {speed};
    const auto one = nlohmann::json::parse(to_json(std::vector{verdict}))["verdicts"][0];
    const auto& lanes = one["problems"][0]["lanes"];
    EXPECT_EQ(lanes["names"], nlohmann::json({"the test", "thread 1", "thread 2", "the writer"}));
    EXPECT_EQ(lanes["nanoseconds"], 20e6);
    EXPECT_EQ(lanes["slices"][1].size(), 20u);
    EXPECT_EQ(lanes["slices"][1][6], nlohmann::json({0.0, 0.0, 1.0, 0.0, 0.0, 0.0}));
    EXPECT_TRUE(one["problems"][1]["lanes"].is_null());
    EXPECT_EQ(one["speed"][0]["speedup"], 6.8);
    EXPECT_EQ(one["speed"][0]["demands"][0]["kind"], "speedup");
    EXPECT_EQ(one["speed"][0]["demands"][0]["held"], false);
}

std::string shown(const Verdict& verdict, bool verbose) {
    std::FILE* const file = std::tmpfile();
    Terminal(file, verbose).verdict(verdict);
    std::rewind(file);
    std::string text(100'000, '\0');
    text.resize(std::fread(text.data(), 1, text.size(), file));
    std::fclose(file);
    return text;
}

TEST(CoresTerminal, ShowsThePictureBelowAProblem) {
    Verdict verdict;
    verdict.check = "speed";
    verdict.outcome = Outcome::too_slow;
    Problem problem;
    problem.outcome = Outcome::too_slow;
    problem.headline = "It is too slow.";
    problem.lanes = every_state();
    verdict.problems = {problem};
    EXPECT_NE(shown(verdict, false).find(plain_cores(every_state(), 100)), std::string::npos);
}

TEST(CoresTerminal, ShowsTheSmallPrintOfAPassToWhoAsks) {
    Verdict verdict;
    verdict.check = "speed";
    verdict.speed.resize(1);
    EXPECT_EQ(shown(verdict, false).find("NUMA"), std::string::npos);
    EXPECT_NE(shown(verdict, true).find("NUMA"), std::string::npos);
    verdict.speed.clear();
    EXPECT_EQ(shown(verdict, true).find("NUMA"), std::string::npos);
}

}  // namespace
}  // namespace grader
