#include "checks/speed.h"

#include <algorithm>

#include <fmt/format.h>

#include "checks/busy.h"
#include "checks/constants.h"
#include "checks/places.h"
#include "checks/speed_rule.h"
#include "common/error.h"
#include "explain/speed.h"
#include "report/cores.h"

namespace grader {
namespace {

struct Test {
    std::string name;
    Speed speed;
    std::optional<Flavour> counted;  // its cache misses, in the program of this flavour
    bool over = false;               // what is to be said of it is known
    double seconds = 0;
    std::vector<Problem> problems;
    std::vector<WallPair> pairs;
    std::string round, misses;  // the JSON of the last round and of the count
};

class Measuring {
  public:
    Measuring(const Bench& bench, const Exercise& exercise, const Code& code, const Wanted& wanted,
              const std::vector<std::string>& tests, const SpeedPrograms& programs)
        : bench_(bench),
          exercise_(exercise),
          code_(code),
          wanted_(wanted),
          programs_(programs),
          names_(names_of(code)),
          constants_(constants_of(bench.workshop.root())) {
        for (const std::string& name : tests) {
            Test& test = tests_.emplace_back();
            test.name = test.speed.test = name;
        }
    }

    Verdict verdict() {
        for (int round = 0; round < most_rounds; ++round) {
            run(Flavour::plain, waiting(), [this](Test& test, const SpeedRound& round) {
                add_round(test.speed, round);
                weigh(test);
                must_be_calibrated(test);
            });
            // Misses only ever make it worse: they are counted where all is well without.
            count(waiting_if([this](const Test& test) {
                return outcome_of(test.speed) == Outcome::pass || wanted_.all_rounds;
            }));
            if (hopeless()) return std::move(verdict_);
            if (wanted_.all_rounds) continue;
            for (Test* test : waiting())
                test->over = outcome_of(test->speed) == Outcome::pass || far_from(test->speed);
        }
        // For the explanation.
        for (Test& test : tests_) test.over = test.over && !far_from(test.speed);
        count(waiting_if([](const Test&) { return true; }));
        wall_clock();
        for (Test& test : tests_) tell(test);
        if (verdict_.outcome == Outcome::pass) verdict_.note = speed_note(verdict_.speed);
        return std::move(verdict_);
    }

  private:
    [[nodiscard]] std::vector<Test*> tests_if(const std::function<bool(const Test&)>& what) {
        std::vector<Test*> found;
        for (Test& test : tests_)
            if (what(test)) found.push_back(&test);
        return found;
    }
    std::vector<Test*> waiting() {
        return tests_if([](const Test& test) { return !test.over; });
    }
    // Of those that ask for a speedup, and have been measured.
    std::vector<Test*> waiting_if(const std::function<bool(const Test&)>& what) {
        return tests_if([&](const Test& test) {
            return !test.over && !test.counted && asks_for_speedup(test.speed) && what(test);
        });
    }
    // No noise makes that up: what is slow costs the grader most, and need not be measured again.
    static bool far_from(const Speed& speed) {
        return speed.needed > 0 && speed.speedup < speed.needed / 3;
    }
    [[nodiscard]] bool hopeless() const {
        return verdict_.outcome == Outcome::rejected || verdict_.outcome == Outcome::environment;
    }

    [[nodiscard]] const SpeedBand* band(const Test& test) const {
        const auto found = exercise_.speed.find(test.name.substr(test.name.find('.') + 1));
        return found == exercise_.speed.end() || wanted_.calibrating ? nullptr : &found->second;
    }
    void weigh(Test& test) const { grader::weigh(test.speed, band(test), constants_.cache_miss); }

    void must_be_calibrated(const Test& test) const {
        if (wanted_.calibrating) return;
        const std::string name = test.name.substr(test.name.find('.') + 1);
        const auto wrong = [&](const std::string& what) {
            throw Error(
                fmt::format("{}: {}", (fs::path("grader/hidden") / exercise_.relative).string(),
                            what),
                Exit::environment);
        };
        if (test.speed.demands.empty()) {
            wrong(
                fmt::format("TEST(Speed, {}) asks for nothing: it has no EXPECT_SPEEDUP, "
                            "EXPECT_AT_MOST or EXPECT_AT_LEAST.",
                            name));
        }
        if (!asks_for_speedup(test.speed) || band(test) != nullptr) return;
        wrong(
            fmt::format("TEST(Speed, {0}) has an EXPECT_SPEEDUP, but exercise.toml has no "
                        "[speed.{0}]. Run: racecourse author calibrate {1}",
                        name, exercise_.id));
    }

    [[nodiscard]] TestJob job(Flavour flavour, const std::vector<Test*>& some) const {
        std::vector<std::string> names;
        for (const Test* test : some) names.push_back(test->name);
        return rehearsal_of(bench_, exercise_, programs_, flavour, constants_.option(),
                            std::move(names));
    }

    // Runs some tests in one of the programs. What keeps a test from being measured is noted; what
    // was measured is for `use`.
    void run(Flavour flavour, const std::vector<Test*>& some,
             const std::function<void(Test&, const SpeedRound&)>& use) {
        if (some.empty() || hopeless()) return;
        const TestJob inside = job(flavour, some);
        const TestRun run = run_tests(bench_.sandbox, inside);
        Verdict seen;
        judge(seen, run, exercise_, code_, check_kind("speed"));
        if (verdict_.prints.empty()) verdict_.prints = seen.prints;
        for (Problem& problem : seen.problems) {
            Test* const test = find(problem.test);
            if (test == nullptr || problem.outcome == Outcome::rejected) {
                verdict_.outcome = worst(verdict_.outcome, problem.outcome);
                verdict_.problems.push_back(std::move(problem));
            } else {
                test->over = true;
                test->problems.push_back(std::move(problem));
            }
        }
        for (const TestSeen& each : run.tests) {
            Test* const test = find(each.name);
            if (test == nullptr) continue;
            test->seconds += each.seconds;
            if (test->over || !each.ended) continue;
            const auto round = read_round(each.measured);
            if (!round || round->test != each.name) {
                reject(*test, "what was measured cannot be read");
                return;
            }
            (flavour == Flavour::plain ? test->round : test->misses) = each.measured;
            if (round->end == "nothing") {
                use(*test, *round);
            } else if (round->end == "vanished") {
                reject(*test, "the program ended in the middle of " + each.name);
            } else {
                // Stuck, an exception, ...: the words know.
                std::string message = each.measured;
                add_places(bench_.sandbox, inside.program, message);
                test->problems = explain_speed(test->speed, message, {}, names_);
                test->over = true;
            }
        }
    }

    void count(const std::vector<Test*>& some) {
        const auto count_in = [&](Flavour flavour, const std::vector<Test*>& tests) {
            run(flavour, tests, [this, flavour](Test& test, const SpeedRound& round) {
                test.counted = flavour;
                add_misses(test.speed, round);
                weigh(test);
            });
        };
        count_in(Flavour::thread, some);
        // A sum that the optimised program keeps in a register is stored at each step there. Where
        // the misses weigh, they are counted again in a program that costs another compilation.
        std::vector<Test*> doubted;
        for (Test* test : some) {
            if (!test->over && test->counted && misses_weigh(test->speed, constants_.cache_miss) &&
                (wanted_.calibrating || outcome_of(test->speed) != Outcome::pass))
                doubted.push_back(test);
        }
        count_in(Flavour::counted, doubted);
    }

    // The machine's own speedup stands beside the virtual one; it counts only where that is wanted.
    void wall_clock() {
        // Where it takes every round, an author asks.
        if ((wanted_.calibrating || wanted_.all_rounds) && !wanted_.wall_clock) return;
        const int cores = usable_cores();
        const std::vector<Test*> some = tests_if(
            [](const Test& test) { return test.problems.empty() && asks_for_speedup(test.speed); });
        if (cores > 1 || wanted_.wall_clock)
            measure_pairs(some, wanted_.wall_clock ? first_pairs : 3);
        for (Test* test : some) {
            Speed& speed = test->speed;
            const double needed = scaled(speed.needed, speed.cores, std::min(cores, speed.cores));
            std::optional<Outcome> outcome;
            while (wanted_.wall_clock && !test->pairs.empty()) {
                outcome = by_wall_clock(test->pairs, needed, cores);
                if (outcome) break;
                const std::size_t before = test->pairs.size();
                measure_pairs({test}, std::min<std::size_t>(3, most_pairs - before));
                if (test->pairs.size() <= before) break;
            }
            std::vector<double> ratios, busy;
            for (const WallPair& pair : test->pairs) {
                ratios.push_back(pair.sequential / std::max(1.0, pair.parallel));
                busy.push_back(pair.busy);
            }
            speed.wall_speedup = median(ratios);
            speed.wall_busy = static_cast<int>(median(busy));
            speed.wall_cores = cores;
            if (!wanted_.wall_clock) continue;
            speed.wall_needed = needed;
            if (!outcome) outcome = Outcome::inconclusive;
            if (*outcome == Outcome::too_slow) {
                add(*test, Outcome::too_slow,
                    fmt::format("On the {} cores of this machine it is {} times as fast as the "
                                "sequential version; {} is needed.",
                                cores, times_as_fast(speed.wall_speedup), times_as_fast(needed)));
            } else if (*outcome == Outcome::inconclusive) {
                add(*test, Outcome::inconclusive,
                    cores < 2 ? "This machine has one core for the tests: its clock cannot show "
                                "whether anything runs at the same time."
                    : speed.wall_busy > too_busy
                        ? fmt::format("The machine was too busy to measure by the clock: others "
                                      "used {} % of it.",
                                      speed.wall_busy)
                        : fmt::format("The clock of this machine cannot tell: measured {} times, "
                                      "{} times as fast, with {} needed.",
                                      test->pairs.size(), times_as_fast(speed.wall_speedup),
                                      times_as_fast(needed)));
            }
        }
    }

    // A fault that shows only here is not judged: how threads fall over each other in real time is
    // other checks' business.
    void measure_pairs(const std::vector<Test*>& some, std::size_t pairs) {
        if (some.empty()) return;
        TestJob inside = job(Flavour::plain, some);
        inside.options.push_back(fmt::format("--wall-clock={}", pairs));
        inside.most_seconds = 20 * static_cast<double>(some.size());
        const MachineTime before = machine_time();
        const TestRun run = run_tests(bench_.sandbox, inside);
        const double busy = busy_percent(before, machine_time(), run.ended.cpu_seconds);
        for (const TestSeen& each : run.tests) {
            Test* const test = find(each.name);
            const auto round = read_round(each.measured);
            if (test == nullptr || !round || round->test != each.name) continue;
            for (WallPair pair : round->wall) {
                pair.busy = busy;
                test->pairs.push_back(pair);
            }
        }
    }

    void tell(Test& test) {
        const Outcome outcome = outcome_of(test.speed);
        if (test.speed.rounds == 0 && test.problems.empty()) {
            add(test, Outcome::inconclusive,
                "The test could not be measured: another one used up the time.");
        } else if (outcome != Outcome::pass && outcome_of(test.problems) != Outcome::wrong) {
            auto missed = explained(test);
            // What is too near to the limit to be sure is no failure.
            for (Problem& problem : missed)
                if (outcome == Outcome::inconclusive) problem.outcome = outcome;
            test.problems.insert(test.problems.begin(), std::make_move_iterator(missed.begin()),
                                 std::make_move_iterator(missed.end()));
        }
        TestResult result{test.name, outcome_of(test.problems), test.seconds};
        verdict_.outcome = worst(verdict_.outcome, result.outcome);
        verdict_.tests.push_back(std::move(result));
        verdict_.speed.push_back(test.speed);
        std::ranges::move(test.problems, std::back_inserter(verdict_.problems));
        // What decided the verdict is read first.
        std::ranges::stable_partition(verdict_.problems, [this](const Problem& problem) {
            return problem.outcome == verdict_.outcome;
        });
    }

    [[nodiscard]] static Outcome outcome_of(const std::vector<Problem>& problems) {
        Outcome outcome = Outcome::pass;
        for (const Problem& problem : problems) outcome = worst(outcome, problem.outcome);
        return outcome;
    }
    static Outcome outcome_of(const Speed& speed) { return grader::outcome_of(speed); }

    // What does not hold, in words.
    [[nodiscard]] std::vector<Problem> explained(const Test& test) const {
        std::string round = test.round, misses = test.misses;
        add_places(bench_.sandbox, programs_.timed, round);
        if (test.counted) add_places(bench_.sandbox, programs_.counted(*test.counted), misses);
        return explain_speed(test.speed, round, misses, names_);
    }

    void reject(Test& test, const std::string& why) {
        add(test, Outcome::rejected, "The tests could not be believed: " + why + ".");
        verdict_.outcome = Outcome::rejected;
        verdict_.problems.push_back(test.problems.back());
    }

    void add(Test& test, Outcome outcome, const std::string& headline) const {
        Problem problem;
        problem.outcome = outcome;
        problem.test = test.name;
        problem.headline = headline;
        test.problems.push_back(std::move(problem));
        test.over = true;
    }

    Test* find(const std::string& name) {
        const auto found = std::ranges::find(tests_, name, &Test::name);
        return found == tests_.end() ? nullptr : &*found;
    }

    const Bench& bench_;
    const Exercise& exercise_;
    const Code& code_;
    const Wanted& wanted_;
    const SpeedPrograms& programs_;
    Names names_;
    Constants constants_;
    std::vector<Test> tests_;
    Verdict verdict_;
};

}  // namespace

TestJob rehearsal_of(const Bench& bench, const Exercise& exercise, const SpeedPrograms& programs,
                     Flavour flavour, const std::string& costs, std::vector<std::string> tests) {
    TestJob job;
    job.program = flavour == Flavour::plain ? programs.timed : programs.counted(flavour);
    job.flavour = flavour;
    job.rehearsed = true;
    job.limits = exercise.limits;
    job.stacks_script = bench.workshop.root() / "grader/explain/stacks.py";
    job.options = {costs};
    if (flavour != Flavour::plain) job.options.emplace_back("--count-misses");
    job.tests = std::move(tests);
    return job;
}

Verdict measure_speed(const Bench& bench, const Exercise& exercise, const Code& code,
                      const Wanted& wanted, const std::vector<std::string>& tests,
                      const SpeedPrograms& programs) {
    return Measuring(bench, exercise, code, wanted, tests, programs).verdict();
}

}  // namespace grader
