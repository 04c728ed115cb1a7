// The check speed on a program whose figures are known: how many rounds it takes, when misses are
// counted, and what each way of ending means to the learner.
#include "checks/speed.h"

#include <gtest/gtest.h>

#include "checks/busy.h"
#include "checks/curve.h"
#include "tests/bench.h"

namespace grader {
namespace {

class SpeedCheckSlow : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        folder = new TempFolder;
        folder->write("canned.cpp", read_file(programs / "test_run/canned.cpp"));
        const Ended built =
            by_hand(folder->path(), "g++ -std=c++20" + include_flags + "canned.cpp -o canned\n");
        ASSERT_TRUE(built.ok()) << built.err;
        fs::copy_file(folder->path() / "canned", folder->path() / "canned_optimised");
    }
    static void TearDownTestSuite() { delete folder; }

    static Verdict verdict_on(std::vector<std::string> tests, const Wanted& wanted = {}) {
        Exercise exercise;
        exercise.id = "chapter01/ex01";
        exercise.relative = "chapter01_x/ex01_y";
        for (const char* test : {"Fast", "Slow", "Near", "Shares", "SharesUnoptimised"})
            exercise.speed[test] = {2.7, 6.1, 1.2};
        for (std::string& test : tests) test = "Speed." + test;
        counted = 0;
        const fs::path program = folder->path() / "canned";
        const SpeedPrograms all{
            program, [&](Flavour flavour) {
                ++counted;
                return flavour == Flavour::counted ? folder->path() / "canned_optimised" : program;
            }};
        return measure_speed({sandbox(), workshop()}, exercise, {}, wanted, tests, all);
    }
    static Outcome outcome_of(const std::string& test) { return verdict_on({test}).outcome; }
    static inline TempFolder* folder = nullptr;
    static inline int counted = 0;
};

TEST_F(SpeedCheckSlow, StopsAtTheFirstRoundInWhichAllIsWell) {
    const Verdict verdict = verdict_on({"Fast", "InTime"});
    EXPECT_EQ(verdict.outcome, Outcome::pass) << words_of(verdict);
    EXPECT_TRUE(verdict.problems.empty());
    ASSERT_EQ(verdict.speed.size(), 2u);
    EXPECT_EQ(verdict.speed[0].rounds, 1);
    EXPECT_DOUBLE_EQ(verdict.speed[0].speedup, 6);
    EXPECT_EQ(verdict.speed[1].speedup, 0) << "it asks for none";
    EXPECT_EQ(counted, 1) << "what passes is looked at for shared cache lines";
    EXPECT_NE(verdict.note.find("6.0"), std::string::npos) << verdict.note;
    if (usable_cores() > 1) {
        EXPECT_DOUBLE_EQ(verdict.speed[0].wall_speedup, 1.9);
    }
    EXPECT_EQ(verdict_on({"InTime"}).outcome, Outcome::pass);
    EXPECT_EQ(counted, 0);
    Wanted thorough;
    thorough.all_rounds = true;
    EXPECT_EQ(verdict_on({"Fast"}, thorough).speed.at(0).rounds, 3);
}

TEST_F(SpeedCheckSlow, FailsOnlyAfterTheLastRound) {
    const Verdict verdict = verdict_on({"Fast", "Slow"});
    EXPECT_EQ(verdict.outcome, Outcome::too_slow);
    ASSERT_EQ(verdict.speed.size(), 2u);
    EXPECT_EQ(verdict.speed[0].rounds, 1) << "what has passed is not measured again";
    EXPECT_EQ(verdict.speed[1].rounds, 3);
    ASSERT_EQ(verdict.problems.size(), 1u);
    EXPECT_EQ(verdict.problems[0].test, "Speed.Slow");
    EXPECT_NE(verdict.problems[0].headline.find("A sentence."), std::string::npos);
    EXPECT_EQ(verdict.tests.at(0).outcome, Outcome::pass);
    EXPECT_EQ(verdict.tests.at(1).outcome, Outcome::too_slow);
}

TEST_F(SpeedCheckSlow, WhatIsNearIsAskedAgain) {
    const Verdict verdict = verdict_on({"Near"});
    EXPECT_EQ(verdict.outcome, Outcome::inconclusive);
    EXPECT_EQ(verdict.speed.at(0).rounds, 3);
}

TEST_F(SpeedCheckSlow, SharedCacheLinesCount) {
    const Verdict verdict = verdict_on({"Shares"});
    EXPECT_EQ(verdict.outcome, Outcome::too_slow);
    EXPECT_EQ(verdict.speed.at(0).demands.at(0).misses, 8e6);
}

TEST_F(SpeedCheckSlow, LinesSharedOnlyWithoutOptimisationDoNotCount) {
    const Verdict verdict = verdict_on({"SharesUnoptimised"});
    EXPECT_EQ(verdict.outcome, Outcome::pass) << words_of(verdict);
    EXPECT_EQ(verdict.speed.at(0).demands.at(0).misses, 0);
    EXPECT_EQ(counted, 2);
    Wanted calibrating;
    calibrating.calibrating = calibrating.all_rounds = true;
    EXPECT_DOUBLE_EQ(verdict_on({"SharesUnoptimised"}, calibrating).speed.at(0).speedup, 6);
}

TEST_F(SpeedCheckSlow, LimitsAreDemandsToo) {
    EXPECT_EQ(outcome_of("Late"), Outcome::too_slow);
    EXPECT_EQ(outcome_of("Early"), Outcome::wrong);
}

TEST_F(SpeedCheckSlow, ATestThatDoesNotComeToItsEndSaysHow) {
    EXPECT_EQ(outcome_of("deadlock"), Outcome::deadlock);
    EXPECT_EQ(outcome_of("too_long"), Outcome::too_slow);
    EXPECT_EQ(outcome_of("environment"), Outcome::environment);
    EXPECT_EQ(outcome_of("exception"), Outcome::crash);
    EXPECT_EQ(outcome_of("Unwritten"), Outcome::not_started);
    const Verdict wrong = verdict_on({"Wrong", "Fast"});
    EXPECT_EQ(wrong.outcome, Outcome::wrong);
    EXPECT_EQ(wrong.problems.at(0).headline, "It must be right.");
    EXPECT_EQ(wrong.tests.at(1).outcome, Outcome::pass);
}

TEST_F(SpeedCheckSlow, WhatCannotBeBelievedIsRejected) {
    for (const char* test : {"Garbage", "Silent", "AnothersName", "vanished"}) {
        const Verdict verdict = verdict_on({"Fast", test});
        EXPECT_EQ(verdict.outcome, Outcome::rejected) << test;
        EXPECT_FALSE(verdict.problems.empty()) << test;
    }
}

TEST_F(SpeedCheckSlow, AFaultOfTheCourseIsNamed) {
    const auto error = [](const std::string& test) {
        return error_of([&] { (void)verdict_on({test}); });
    };
    EXPECT_EQ(error("NotCalibrated"),
              "grader/hidden/chapter01_x/ex01_y: TEST(Speed, NotCalibrated) has an EXPECT_SPEEDUP, "
              "but exercise.toml has no [speed.NotCalibrated]. Run: racecourse author calibrate "
              "chapter01/ex01");
    EXPECT_NE(error("AsksForNothing").find("asks for nothing"), std::string::npos);
    Wanted calibrating;
    calibrating.calibrating = calibrating.all_rounds = true;
    EXPECT_EQ(verdict_on({"NotCalibrated"}, calibrating).outcome, Outcome::pass);
}

TEST_F(SpeedCheckSlow, TheClockCountsOnlyWhenAsked) {
    Wanted by_the_clock;
    by_the_clock.wall_clock = true;
    const Verdict verdict = verdict_on({"Fast"}, by_the_clock);
    const Speed& speed = verdict.speed.at(0);
    if (usable_cores() != 2) return;
    EXPECT_NEAR(speed.wall_needed, 1.56, 0.01);
    // 1.9 is enough, unless the machine has other things to do right now.
    EXPECT_EQ(verdict.outcome, speed.wall_busy > 15 ? Outcome::inconclusive : Outcome::pass)
        << words_of(verdict);
}

// Speedups on other numbers of cores, for the report.
TEST_F(SpeedCheckSlow, MeasuresACurve) {
    const Verdict graded = verdict_on({"Fast", "Slow", "InTime"});
    const fs::path program = folder->path() / "canned";
    const SpeedPrograms both{program, [&](Flavour) { return program; }};
    std::vector<int> told;
    const auto curves = measure_curves({sandbox(), workshop()}, Exercise(), graded, both,
                                       [&](int cores) { told.push_back(cores); });
    EXPECT_EQ(told, (std::vector{1, 2, 4, 16})) << "eight are the verdict's";
    ASSERT_EQ(curves.size(), 2u) << "InTime asks for no speedup";
    EXPECT_EQ(curves[0].test, "Speed.Fast");
    const std::vector<double> expected = {0.75, 1.5, 3, 6, 12};
    ASSERT_EQ(curves[0].points.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        EXPECT_EQ(curves[0].points[i].cores, 1 << i);
        EXPECT_DOUBLE_EQ(curves[0].points[i].speedup, expected[i]);
    }
    for (const auto& point : curves[1].points) EXPECT_DOUBLE_EQ(point.speedup, 1);
    EXPECT_EQ(curves[1].points.size(), 5u);
}

TEST_F(SpeedCheckSlow, LeavesOutOfTheCurveWhatCannotBeMeasured) {
    const fs::path program = folder->path() / "canned";
    const SpeedPrograms both{program, [&](Flavour) { return program; }};
    for (const char* test : {"too_long", "Garbage", "AnothersName", "Silent"}) {
        Verdict graded;
        graded.speed.emplace_back().test = std::string("Speed.") + test;
        graded.speed[0].speedup = 2;
        const auto curves = measure_curves({sandbox(), workshop()}, Exercise(), graded, both);
        ASSERT_EQ(curves.size(), 1u);
        ASSERT_EQ(curves[0].points.size(), 1u) << test;
        EXPECT_EQ(curves[0].points[0].cores, 8);
    }
    EXPECT_TRUE(measure_curves({sandbox(), workshop()}, Exercise(), Verdict(), both).empty());
}

}  // namespace
}  // namespace grader
