#include "checks/curve.h"

#include <algorithm>

#include <fmt/format.h>

#include "checks/constants.h"
#include "checks/speed_rule.h"
#include "common/error.h"

namespace grader {
namespace {

constexpr int on_cores[] = {1, 2, 4, 8, 16};
constexpr int rounds = 2;
constexpr double longest = 20;  // seconds by the clock, of one run of one test

class Measuring {
  public:
    Measuring(const Bench& bench, const Exercise& exercise, const SpeedPrograms& programs)
        : bench_(bench),
          exercise_(exercise),
          programs_(programs),
          constants_(constants_of(bench.workshop.root())) {}

    // Of each of the tests; without demands where it came to no end.
    std::vector<Speed> on(int cores, const std::vector<std::string>& tests) const {
        std::vector<Speed> all;
        for (const std::string& test : tests) all.emplace_back().test = test;
        for (int round = 0; round < rounds; ++round) run(Flavour::plain, cores, all, add_round);
        // As in the verdict: in a program that is there already, and where the misses weigh again
        // in one that is compiled for it.
        run(Flavour::thread, cores, all, add_misses);
        const auto weighs = [this](const Speed& speed) {
            return misses_weigh(speed, constants_.cache_miss);
        };
        if (std::ranges::any_of(all, weighs)) run(Flavour::counted, cores, all, add_misses);
        for (Speed& speed : all) weigh(speed, nullptr, constants_.cache_miss);
        return all;
    }

  private:
    void run(Flavour flavour, int cores, std::vector<Speed>& all,
             const std::function<void(Speed&, const SpeedRound&)>& add) const {
        std::vector<std::string> names;
        for (const Speed& speed : all) names.push_back(speed.test);
        TestJob job = rehearsal_of(bench_, exercise_, programs_, flavour, constants_.option(),
                                   std::move(names));
        job.options.push_back(fmt::format("--cores={}", cores));
        job.most_seconds = longest * static_cast<double>(all.size());
        const TestRun run = run_tests(bench_.sandbox, job);
        if (!run.tampering.empty()) return;
        for (const TestSeen& seen : run.tests) {
            const auto speed = std::ranges::find(all, seen.name, &Speed::test);
            const auto round = read_round(seen.measured);
            if (speed != all.end() && round && round->test == seen.name &&
                round->end == "nothing" && round->cores == cores)
                add(*speed, *round);
        }
    }

    const Bench& bench_;
    const Exercise& exercise_;
    const SpeedPrograms& programs_;
    Constants constants_;
};

}  // namespace

std::vector<SpeedCurve> measure_curves(const Bench& bench, const Exercise& exercise,
                                       const Verdict& graded, const SpeedPrograms& programs,
                                       const std::function<void(int)>& tell) {
    std::vector<SpeedCurve> curves;
    std::vector<std::string> tests;
    for (const Speed& speed : graded.speed) {
        if (speed.speedup <= 0) continue;
        curves.emplace_back().test = speed.test;
        tests.push_back(speed.test);
    }
    if (tests.empty()) return curves;
    const Measuring measuring(bench, exercise, programs);
    for (const int cores : on_cores) {
        std::vector<Speed> measured;
        const bool decided = std::ranges::all_of(graded.speed, [&](const Speed& speed) {
            return speed.speedup <= 0 || speed.cores == cores;
        });
        if (decided) {
            measured = graded.speed;
        } else {
            if (tell) tell(cores);
            measured = measuring.on(cores, tests);
        }
        for (const Speed& speed : measured) {
            const auto curve = std::ranges::find(curves, speed.test, &SpeedCurve::test);
            if (curve != curves.end() && speed.speedup > 0)
                curve->points.push_back({cores, speed.speedup});
        }
    }
    return curves;
}

SpeedPrograms speed_programs(const Bench& bench, const Exercise& exercise, const Code& code) {
    const CheckKind& kind = check_kind("speed");
    const auto build = [bench, &exercise, code, &kind](Flavour flavour) {
        const Built built = bench.workshop.build(code, source_of(exercise, kind), flavour, true);
        if (!built.ok)
            throw Error(fmt::format("{} does not build for measuring its speedup:\n{}", exercise.id,
                                    built.diagnostics),
                        Exit::environment);
        return built.conducted;
    };
    return {build(kind.flavour), build};
}

}  // namespace grader
