// From what a program says it measured to a verdict, without running anything: which figures are
// believed, what several rounds say together, what the clock can say.
#include "checks/speed_rule.h"

#include <gtest/gtest.h>

#include <cmath>

#include "checks/busy.h"
#include "common/text.h"

namespace grader {
namespace {

// A round with one demand for a speedup, one for at most 110 ms and one for at least 100 ms.
const std::string good = R"({"test":"Speed.X","end":"nothing","text":"","cores":8,
"demands":[
 {"kind":"speedup","what":"","unit":"ns","measured":0,"limit":0,"sequential":24000000,"parallel":4000000,
  "because":"Nothing is shared.","file":"test/tests.cpp","line":7,
  "took":{"time":4000000,"work":24500000,"spun":10,"threads":8},"misses":0},
 {"kind":"at_most","what":"wait.time","unit":"ns","measured":100000000,"limit":110000000,"line":9},
 {"kind":"at_least","what":"wait.time","unit":"ns","measured":100000000,"limit":100000000,"line":10}],
"span":{"begin":0,"end":3000},"slice":1000,
"lanes":[{"thread":0,"role":"the test","start":[],"buckets":[[500,0,0,500,0,0],[0,0,0,1000,0,0],[0,0,0,0,0,0]]},
         {"thread":3,"role":"","start":["a1"],"buckets":[[1000,0,0,0,0,0],[250,250,250,250,0,0],[900,900,0,0,0,0]]}],
"wall":[{"sequential":100,"parallel":60}]})";

SpeedRound round_of(const std::string& from = {}, const std::string& to = {}) {
    const auto read = read_round(from.empty() ? good : replaced(good, from, to));
    EXPECT_TRUE(read.has_value()) << to;
    return read.value_or(SpeedRound());
}

TEST(SpeedRound, IsReadAsItWasWritten) {
    const SpeedRound round = round_of();
    EXPECT_EQ(round.test, "Speed.X");
    EXPECT_EQ(round.end, "nothing");
    ASSERT_EQ(round.demands.size(), 3u);
    const SpeedDemand& speedup = round.demands[0];
    EXPECT_EQ(speedup.kind, SpeedDemand::speedup);
    EXPECT_EQ(speedup.sequential, 24e6);
    EXPECT_EQ(speedup.parallel, 4e6);
    EXPECT_EQ(speedup.because, "Nothing is shared.");
    EXPECT_EQ(speedup.place.line, 7);
    EXPECT_EQ(speedup.threads, 8);
    EXPECT_EQ(round.demands[1].kind, SpeedDemand::at_most);
    EXPECT_TRUE(round.demands[1].seconds);
    EXPECT_EQ(round.demands[2].kind, SpeedDemand::at_least);
    EXPECT_EQ(round.lanes.names, (std::vector<std::string>{"the test", "thread 3"}));
    EXPECT_EQ(round.lanes.nanoseconds, 3000);
    EXPECT_EQ(round.lanes.slices[0][0][CoreLanes::busy], 0.5f);
    EXPECT_EQ(round.lanes.slices[1][1][CoreLanes::lock], 0.25f);
    EXPECT_EQ(round.lanes.slices[1][2][CoreLanes::spinning], 0.5f) << "never more than all of it";
    ASSERT_EQ(round.wall.size(), 1u);
    EXPECT_EQ(round.wall[0].parallel, 60);
}

TEST(SpeedRound, DoesNotNeedWhatOnlyThePictureNeeds) {
    const auto read = read_round(R"({"test":"Speed.X","end":"deadlock"})");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->end, "deadlock");
    EXPECT_EQ(read->cores, 8);
}

TEST(SpeedRound, IsRefusedWhenItIsNotWhatTheKitWrites) {
    for (const std::string text :
         {"", "{", "[]", "null", "3", "\"x\"", "{}", "\xff\xfe", R"({"test":"Speed.X"})",
          R"({"end":"nothing"})", R"({"test":3,"end":"nothing"})",
          R"({"test":"Speed.X","end":"nothing","demands":{}})",
          R"({"test":"Speed.X","end":"nothing","demands":[3]})",
          R"({"test":"Speed.X","end":"nothing","demands":[{}]})"}) {
        EXPECT_FALSE(read_round(text)) << text;
    }
    EXPECT_FALSE(read_round(std::string(200'000, '[')));
    for (const std::string value : {"-1", "1e400", "1e300", "NaN", "Infinity", "null", "\"4\"",
                                    "{}", "true", "9999999999999999999999"}) {
        EXPECT_FALSE(read_round(replaced(good, "\"parallel\":4000000", "\"parallel\":" + value)))
            << value;
        EXPECT_FALSE(read_round(replaced(good, "\"measured\":100000000",
                                         "\"measured\":" + replaced(value, "-1", "[]"))))
            << value;
    }
    EXPECT_FALSE(read_round(replaced(good, "\"at_most\"", "\"at_mist\"")));
    EXPECT_FALSE(read_round(replaced(good, ",[0,0,0,0,0,0]]", "]"))) << "a lane is shorter";
    EXPECT_FALSE(read_round(replaced(good, "[0,0,0,0,0,0]", "[0,0,0,0,0]")));
    EXPECT_FALSE(read_round(replaced(good, "[500,0,", "[-500,0,")));
    EXPECT_FALSE(read_round(replaced(good, "Nothing is shared.", std::string(20'000, 'x'))));
    std::string many = R"({"test":"Speed.X","end":"nothing","wall":[)";
    for (int i = 0; i < 5'000; ++i) many += R"({"sequential":1,"parallel":1},)";
    many.back() = ']';
    EXPECT_FALSE(read_round(many + "}"));
}

constexpr SpeedBand band{2.7, 6.1, 1.2};

Speed after(const std::vector<SpeedRound>& rounds, double misses = 0) {
    Speed speed;
    for (const SpeedRound& round : rounds) add_round(speed, round);
    SpeedRound counted = round_of();
    counted.demands[0].misses = misses;
    add_misses(speed, counted);
    weigh(speed, &band, 40);
    return speed;
}

// So many times as fast.
SpeedRound fast(double times) {
    SpeedRound round = round_of();
    round.demands[0].parallel = round.demands[0].sequential / times;
    return round;
}

TEST(SpeedRule, PassesWhenEveryDemandHolds) {
    const Speed speed = after({round_of()});
    EXPECT_EQ(outcome_of(speed), Outcome::pass);
    EXPECT_DOUBLE_EQ(speed.speedup, 6);
    EXPECT_EQ(speed.needed, 2.7);
    EXPECT_EQ(speed.reference, 6.1);
    for (const SpeedDemand& demand : speed.demands) EXPECT_TRUE(demand.held);
}

TEST(SpeedRule, GivesTheBenefitOfTheDoubtNearTheThreshold) {
    EXPECT_EQ(outcome_of(after({fast(2.7000001)})), Outcome::pass);
    EXPECT_EQ(outcome_of(after({fast(2.69)})), Outcome::inconclusive);
    EXPECT_EQ(outcome_of(after({fast(2.7 * 0.8001)})), Outcome::inconclusive);
    EXPECT_EQ(outcome_of(after({fast(2.7 * 0.7999)})), Outcome::too_slow);
    EXPECT_EQ(outcome_of(after({fast(0.1)})), Outcome::too_slow);
    const Speed speed = after({fast(2.69)});
    EXPECT_FALSE(speed.demands[0].held);
}

TEST(SpeedRule, LimitsAreExact) {
    const auto with = [](std::size_t demand, double measured) {
        SpeedRound round = round_of();
        round.demands[demand].measured = measured;
        return outcome_of(after({round}));
    };
    EXPECT_EQ(with(1, 110e6), Outcome::pass);
    EXPECT_EQ(with(1, 110e6 + 1), Outcome::too_slow);
    EXPECT_EQ(with(2, 100e6 - 1), Outcome::wrong);
    EXPECT_EQ(with(2, 100e6), Outcome::pass);
}

TEST(SpeedRule, TheWorstDemandDecides) {
    SpeedRound round = fast(2.5);
    EXPECT_EQ(outcome_of(after({round})), Outcome::inconclusive);
    round.demands[1].measured = 200e6;
    EXPECT_EQ(outcome_of(after({round})), Outcome::too_slow);
    round.demands[2].measured = 1;
    EXPECT_EQ(outcome_of(after({round})), Outcome::wrong);
}

TEST(SpeedRule, TakesTheBestOfSeveralRoundsForEachDemand) {
    SpeedRound first = round_of(), second = round_of();
    first.demands[0].parallel = 12e6;
    second.demands[0].sequential = 30e6;
    second.demands[1].measured = 120e6;
    first.demands[2].measured = 90e6;
    for (const auto& rounds : {std::vector{first, second}, std::vector{second, first}}) {
        const Speed speed = after(rounds);
        EXPECT_EQ(speed.rounds, 2);
        EXPECT_DOUBLE_EQ(speed.speedup, 6) << "the least of both parts";
        EXPECT_EQ(outcome_of(speed), Outcome::pass);
    }
}

TEST(SpeedRule, TellsTheDemandsOfALoopApart) {
    SpeedRound first = round_of(), second = round_of();
    for (SpeedRound* round : {&first, &second}) round->demands.push_back(round->demands[1]);
    first.demands[1].measured = 50e6;
    second.demands[3].measured = 60e6;
    first.demands[3].measured = 200e6;
    second.demands[1].measured = 200e6;
    const Speed speed = after({first, second});
    ASSERT_EQ(speed.demands.size(), 4u);
    EXPECT_EQ(speed.demands[1].measured, 50e6);
    EXPECT_EQ(speed.demands[3].measured, 60e6);
    // A round that came to more demands than the one before.
    EXPECT_EQ(after({round_of(), second}).demands.size(), 4u);
    EXPECT_EQ(after({second, round_of()}).demands.size(), 4u);
}

TEST(SpeedRule, MissesCostTheirTimeOnEachCore) {
    // 800,000 misses of 40 ns on 8 cores: 4 ms more.
    EXPECT_DOUBLE_EQ(after({round_of()}, 800'000).speedup, 3);
    EXPECT_EQ(outcome_of(after({round_of()}, 8'000'000)), Outcome::too_slow);
}

TEST(SpeedRule, SurvivesFiguresThatMakeNoSense) {
    SpeedRound none = round_of();
    none.demands[0].sequential = 0;
    EXPECT_EQ(outcome_of(after({none})), Outcome::inconclusive);
    SpeedRound instant = round_of();
    instant.demands[0].parallel = 0;
    const Speed speed = after({instant});
    EXPECT_TRUE(std::isfinite(speed.speedup));
    EXPECT_EQ(outcome_of(speed), Outcome::pass);
    EXPECT_EQ(outcome_of(Speed()), Outcome::pass);
    EXPECT_FALSE(asks_for_speedup(Speed()));
}

TEST(SpeedRule, NeedsNothingBeforeItIsCalibrated) {
    Speed speed;
    add_round(speed, fast(0.5));
    weigh(speed, nullptr, 40);
    EXPECT_EQ(outcome_of(speed), Outcome::pass);
    EXPECT_DOUBLE_EQ(speed.speedup, 0.5);
}

TEST(Amdahl, ScalesAThresholdToOtherCores) {
    EXPECT_DOUBLE_EQ(scaled(8, 8, 4), 4);
    EXPECT_DOUBLE_EQ(scaled(9, 8, 4), 4) << "no machine is faster than its cores";
    EXPECT_NEAR(scaled(2.7, 8, 2), 1.562, 0.001);
    EXPECT_NEAR(scaled(2.7, 8, 8), 2.7, 1e-12);
    EXPECT_GT(scaled(2.7, 8, 16), 2.7);
    EXPECT_DOUBLE_EQ(scaled(1, 8, 4), 1);
    EXPECT_DOUBLE_EQ(scaled(0.7, 8, 4), 0.7);
    EXPECT_DOUBLE_EQ(scaled(2.7, 8, 1), 1);
}

TEST(MedianInterval, HoldsTheMedianNineteenTimesInTwenty) {
    std::vector<double> values;
    for (int i = 1; i <= 5; ++i) values.push_back(i);
    EXPECT_FALSE(median_interval(values)) << "five can all lie on one side: 6 %";
    EXPECT_FALSE(median_interval({}));
    const auto interval = [&](int count) {
        std::vector<double> all;
        for (int i = count; i >= 1; --i) all.push_back(i);
        return median_interval(all).value_or(std::pair(0.0, 0.0));
    };
    // The tables of every book on order statistics.
    EXPECT_EQ(interval(6), std::pair(1.0, 6.0));
    EXPECT_EQ(interval(8), std::pair(1.0, 8.0));
    EXPECT_EQ(interval(9), std::pair(2.0, 8.0));
    EXPECT_EQ(interval(12), std::pair(3.0, 10.0));
    EXPECT_EQ(interval(15), std::pair(4.0, 12.0));
    EXPECT_EQ(interval(20), std::pair(6.0, 15.0));
    EXPECT_EQ(median({3, 1, 2}), 2);
    EXPECT_EQ(median({4, 1, 2, 3}), 2.5);
    EXPECT_EQ(median({}), 0);
}

std::vector<WallPair> pairs(std::vector<double> ratios, double busy = 0) {
    std::vector<WallPair> all;
    for (const double ratio : ratios) all.push_back({ratio * 1e6, 1e6, busy});
    return all;
}

TEST(WallClock, DecidesOnlyWhatItCanTell) {
    using Ratios = std::vector<double>;
    EXPECT_EQ(by_wall_clock(pairs(Ratios(6, 1.8)), 1.56, 2), Outcome::pass);
    EXPECT_EQ(by_wall_clock(pairs(Ratios(6, 1.0)), 1.56, 2), Outcome::too_slow);
    EXPECT_EQ(by_wall_clock(pairs(Ratios(5, 1.8)), 1.56, 2), std::nullopt) << "too few";
    const Ratios mixed{1.2, 1.9, 1.4, 1.8, 1.5, 1.7};
    EXPECT_EQ(by_wall_clock(pairs(mixed), 1.56, 2), std::nullopt) << "more may help";
    Ratios many;
    for (int i = 0; i < 15; ++i) many.push_back(mixed[static_cast<std::size_t>(i) % 6]);
    EXPECT_EQ(by_wall_clock(pairs(many), 1.56, 2), Outcome::inconclusive) << "no more to come";
    EXPECT_EQ(by_wall_clock({}, 1.56, 2), std::nullopt);
}

TEST(WallClock, SaysNothingOfABusyOrASmallMachine) {
    const std::vector<double> good_ones(15, 1.9), bad_ones(15, 0.9);
    for (const auto& ratios : {good_ones, bad_ones}) {
        EXPECT_EQ(by_wall_clock(pairs(ratios, 60), 1.56, 2), Outcome::inconclusive);
        EXPECT_EQ(by_wall_clock(pairs(ratios), 1.56, 1), Outcome::inconclusive);
    }
    EXPECT_EQ(by_wall_clock({{0, 5, 0}}, 1.56, 2), Outcome::inconclusive);
}

TEST(Busy, IsWhatOthersUsed) {
    const MachineTime before =
        machine_time_in("cpu  100 10 20 1000 50 1 2 3 40 0\ncpu0 1 1 1 1 1 1 1 1\n");
    EXPECT_EQ(before.all, 1186);
    EXPECT_EQ(before.busy, 136);
    const MachineTime after{236, 1386};
    EXPECT_NEAR(busy_percent(before, after, 0), 50, 0.01);
    EXPECT_LT(busy_percent(before, after, 0.5), 50) << "what we used is not others'";
    EXPECT_EQ(busy_percent(before, after, 1e9), 0);
    EXPECT_EQ(busy_percent({}, {}, 0), 0);
    EXPECT_EQ(machine_time_in("").all, 0);
    EXPECT_EQ(machine_time_in("cpu x y").all, 0);
    EXPECT_GE(usable_cores(), 1);
}

// An exercise with the bands 2.2 / 0.86 and 0.62 / 0.15, and one code's speedups in its two tests.
std::string band_left(double alone, double together, bool right) {
    Exercise exercise;
    exercise.speed["Alone"] = {1.4, 2.2, 0.86};
    exercise.speed["Together"] = {0.3, 0.62, 0.15};
    std::vector<Speed> measured(3);
    measured[0].test = "Speed.Alone";
    measured[0].speedup = alone;
    measured[1].test = "Speed.WithoutABand";
    measured[2].test = "Speed.Together";
    measured[2].speedup = together;
    return leaves_band(measured, exercise, right);
}

TEST(LeavesBand, ARightSolutionIsNotMuchSlowerThanCalibrated) {
    EXPECT_EQ(band_left(2.2, 0.62, true), "");
    EXPECT_EQ(band_left(1.5, 0.42, true), "") << "another machine";
    EXPECT_EQ(band_left(1.4, 0.62, true),
              "reaches 1.4 times in Speed.Alone, but the manifest says that right solutions reach "
              "at least 2.2.");
    EXPECT_NE(band_left(2.2, 0.4, true).find("Speed.Together"), std::string::npos);
}

TEST(LeavesBand, AnImpostorCountsWhereItFallsMostBehind) {
    EXPECT_EQ(band_left(0.8, 0.6, false), "");
    EXPECT_EQ(band_left(0.8, 0.28, false), "") << "as good as any there, and near to its threshold";
    EXPECT_EQ(band_left(2.2, 0.1, false), "");
    EXPECT_EQ(band_left(2.2, 0.28, false),
              "reaches 0.28 times in Speed.Together, but the manifest says that impostors reach at "
              "most 0.15.");
    EXPECT_NE(band_left(1.35, 0.6, false).find("at most 0.86"), std::string::npos);
    EXPECT_EQ(band_left(2.2, 0.6, false), "") << "caught by another demand";
}

TEST(LeavesBand, ATestWithABandAsksForASpeedup) {
    EXPECT_EQ(band_left(0, 0.62, true),
              "Speed.Alone has no EXPECT_SPEEDUP, but the manifest has [speed.Alone].");
}

}  // namespace
}  // namespace grader
