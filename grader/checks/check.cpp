#include "checks/check.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <future>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "catalogue/mistakes.h"
#include "catalogue/packages.h"
#include "checks/places.h"
#include "checks/screen.h"
#include "checks/speed.h"
#include "common/error.h"
#include "common/text.h"

namespace grader {
namespace {

using Clock = std::chrono::steady_clock;

constexpr CheckKind kinds[] = {
    {"examples", "Examples", "examples.cpp", Flavour::address},
    {"behaviour", "Behaviour", "tests.cpp", Flavour::address},
    {"races", "Races", "tests.cpp", Flavour::thread},
    {"schedules", "Schedules", "tests.cpp", Flavour::thread, true},
    {"speed", "Speed", "tests.cpp", Flavour::plain, false, true},
};

// As many compilers at once as there are cores, over all exercises that this process grades, and
// those first that were asked for first: what is needed last must not be in the way. The place in
// the queue is taken where the build is ordered, and lasts until the build has ended.
class CompilerPlace {
  public:
    CompilerPlace() {
        const std::lock_guard lock(queue().mutex);
        number_ = queue().places++;
    }
    CompilerPlace(CompilerPlace&& other) noexcept
        : number_(std::exchange(other.number_, std::nullopt)) {}
    CompilerPlace& operator=(CompilerPlace&&) = delete;
    ~CompilerPlace() {
        if (!number_) return;
        const std::lock_guard lock(queue().mutex);
        ++queue().ended;
        queue().one_ended.notify_all();
    }
    void wait() const {
        std::unique_lock lock(queue().mutex);
        const std::size_t slots = std::max(2u, std::thread::hardware_concurrency());
        queue().one_ended.wait(lock, [&] { return *number_ < queue().ended + slots; });
    }

  private:
    struct Queue {
        std::mutex mutex;
        std::condition_variable one_ended;
        std::size_t places = 0, ended = 0;
    };
    static Queue& queue() {
        static Queue one;
        return one;
    }
    std::optional<std::size_t> number_;
};

std::string link_for(const Exercise& exercise, Outcome outcome) {
    auto found = exercise.read.find(std::string(name(outcome)));
    if (found == exercise.read.end()) found = exercise.read.find("default");
    if (found == exercise.read.end() || outcome == Outcome::environment ||
        outcome == Outcome::inconclusive) {
        return {};
    }
    return exercise.chapter_text.string() + "#" + found->second;
}

class Grading {
  public:
    Grading(const Bench& bench, const Exercise& exercise, const Code& code, const Wanted& wanted)
        : sandbox_(bench.sandbox.until(bench.stop)),
          bench_{sandbox_, bench.workshop, bench.stop},
          exercise_(exercise),
          code_(code),
          wanted_(wanted),
          call_off_(bench.stop, [this] { stop_.request_stop(); }) {}
    Grading(const Grading&) = delete;
    Grading& operator=(const Grading&) = delete;
    // Builds that nobody needs any more are stopped, not waited for.
    ~Grading() { stop_.request_stop(); }

    std::vector<Verdict> all(const std::function<void(const Verdict&)>& tell) {
        auto checks = wanted_.checks.empty() ? exercise_.checks : wanted_.checks;
        std::vector<Verdict> verdicts;
        const auto report = [&](Verdict verdict) {
            verdict.exercise = exercise_.id;
            for (Problem& problem : verdict.problems)
                if (const Mistake* known = mistake_in(exercise_, verdict.check, problem))
                    problem.mistake = known->say;
            verdict.read =
                verdict.outcome == Outcome::pass ? "" : link_for(exercise_, verdict.outcome);
            if (tell) tell(verdict);
            verdicts.push_back(std::move(verdict));
            return verdicts.back().outcome;
        };
        if (const auto verdict = untouched_repair()) {
            for (const auto& check : checks) {
                Verdict copy = *verdict;
                copy.check = check;
                report(copy);
                if (!wanted_.all) break;
            }
            return verdicts;
        }
        if (auto verdict = unless_packages()) {
            verdict->check = checks.front();
            report(std::move(*verdict));
            return verdicts;
        }
        // What must not be compiled is not compiled.
        if (auto problems = screen_source(exercise_, code_); !problems.empty()) {
            Verdict verdict;
            verdict.check = checks.front();
            verdict.outcome = Outcome::rejected;
            verdict.problems = std::move(problems);
            report(std::move(verdict));
            return verdicts;
        }
        start_builds(checks);
        for (const std::string& check : checks) {
            const Outcome outcome = report(one(check_kind(check)));
            const bool hopeless =
                outcome == Outcome::rejected || outcome == Outcome::does_not_build;
            if (outcome != Outcome::pass && (!wanted_.all || hopeless)) break;
        }
        return verdicts;
    }

  private:
    [[nodiscard]] std::optional<Verdict> untouched_repair() const {
        if (exercise_.kind != Kind::repair || wanted_.stub_is_code) return std::nullopt;
        if (!same_content(code_, read_code(exercise_, exercise_.hidden / "stub", {})))
            return std::nullopt;
        Verdict verdict;
        verdict.outcome = Outcome::not_started;
        Problem problem;
        problem.outcome = Outcome::not_started;
        problem.headline =
            "The faulty code is as it was shipped: find what is wrong in it and mend it.";
        verdict.problems.push_back(problem);
        return verdict;
    }

    [[nodiscard]] std::optional<Verdict> unless_packages() const {
        std::vector<std::string> missing = exercise_.packages;
        std::erase_if(missing, is_installed);
        if (missing.empty()) return std::nullopt;
        Verdict verdict;
        verdict.outcome = Outcome::environment;
        Problem problem;
        problem.outcome = Outcome::environment;
        problem.headline = "This exercise needs what is not installed here.";
        problem.mend = "apt-get install " + joined(missing, " ");
        verdict.problems.push_back(problem);
        return verdict;
    }

    // All builds begin at once, in the order in which they are needed.
    void start_builds(const std::vector<std::string>& checks) {
        if (wanted_.trusted) {
            Built none;
            none.ok = true;
            std::promise<Built> skipped;
            skipped.set_value(std::move(none));
            alone_ = skipped.get_future().share();
        } else {
            alone_ = std::async(std::launch::async, [this, place = CompilerPlace()]() mutable {
                         const CompilerPlace mine = std::move(place);
                         mine.wait();
                         return bench_.workshop.build_alone(code_, stop_.get_token());
                     }).share();
        }
        for (const std::string& check : checks) {
            const CheckKind& kind = check_kind(check);
            start_build(kind, kind.flavour);
            // Its twin that counts cache misses.
            if (kind.rehearsed && (!exercise_.speed.empty() || wanted_.calibrating))
                start_build(kind, Flavour::thread);
        }
    }

    void start_build(const CheckKind& kind, Flavour flavour) {
        const auto key = std::pair(std::string(kind.source), flavour);
        if (builds_.contains(key)) return;
        builds_[key] = std::async(std::launch::async, [this, &kind, flavour,
                                                       place = CompilerPlace()]() mutable {
                           const CompilerPlace mine = std::move(place);
                           mine.wait();
                           return bench_.workshop.build(code_, source_of(exercise_, kind), flavour,
                                                        conducted(flavour), stop_.get_token());
                       }).share();
    }

    // What is compiled for races is linked for schedules and speed at once: their tests lie in one
    // file.
    [[nodiscard]] bool conducted(Flavour flavour) const {
        const auto has = [this](std::string_view check) {
            return std::ranges::find(exercise_.checks, check) != exercise_.checks.end();
        };
        return flavour == Flavour::plain || flavour == Flavour::counted ||
               (flavour == Flavour::thread && (has("schedules") || has("speed")));
    }

    [[nodiscard]] std::optional<Verdict> unless_built(const Built& built) const {
        if (built.ok) return std::nullopt;
        Verdict verdict;
        verdict.outcome = Outcome::does_not_build;
        if (built.starved || built.gave_up) {
            Problem problem;
            verdict.outcome = problem.outcome =
                built.starved ? Outcome::inconclusive : Outcome::does_not_build;
            if (built.starved) {
                problem.headline =
                    "The machine was too busy to compile this, or had no memory left for it. Ask "
                    "again when it is quieter.";
            } else {
                problem.headline =
                    "The compiler was stopped: your code makes it work without end, or use all "
                    "memory.";
                problem.why = "Templates or constexpr functions that go on for ever do that.";
            }
            verdict.problems.push_back(problem);
        } else {
            verdict.problems = explain_compiler(built.diagnostics, names_of(code_));
            if (verdict.problems.empty()) {
                // Nothing that a compiler or a linker says of code: a step of ours failed.
                const bool of_code = built.diagnostics.find("rror") != std::string::npos;
                Problem problem;
                problem.outcome = verdict.outcome =
                    of_code ? Outcome::does_not_build : Outcome::environment;
                problem.headline =
                    of_code ? "Your code does not build together with the tests."
                            : "The grader could not build here; that is not your code's fault.";
                problem.mend = of_code ? "" : "Run `racecourse doctor`, and this again with -v.";
                problem.raw = built.diagnostics;
                verdict.problems.push_back(problem);
            }
        }
        return verdict;
    }

    [[nodiscard]] std::optional<Verdict> unless_screened(const Built& alone,
                                                         const Built& tests) const {
        auto problems = screen_markers(exercise_, code_, alone.markers);
        for (const auto* built : {&alone, &tests}) {
            auto more = screen_symbols(exercise_, built->symbols, built == &tests);
            problems.insert(problems.end(), more.begin(), more.end());
            if (!problems.empty()) break;
        }
        if (problems.empty()) return std::nullopt;
        Verdict verdict;
        verdict.outcome = Outcome::rejected;
        verdict.problems = std::move(problems);
        return verdict;
    }

    Verdict one(const CheckKind& kind) {
        const auto began = Clock::now();
        Verdict verdict = decide(kind);
        verdict.check = kind.name;
        verdict.seconds = std::chrono::duration<double>(Clock::now() - began).count();
        return verdict;
    }

    Verdict decide(const CheckKind& kind) {
        auto tests = tests_in(read_file(source_of(exercise_, kind)), kind.suite);
        if (tests.empty()) {
            throw Error(fmt::format("{} has no tests of the suite {}.",
                                    source_of(exercise_, kind).string(), kind.suite),
                        Exit::environment);
        }
        if (!wanted_.test.empty()) {
            std::erase_if(tests, [&](const std::string& test) {
                return test != wanted_.test && !test.ends_with("." + wanted_.test);
            });
            if (tests.empty()) return {};  // the test is another check's
        }
        doing(fmt::format("{}: compiling your code and its tests", kind.name));
        const Built& alone = alone_.get();
        if (auto verdict = unless_built(alone)) return *verdict;
        const Built& built = builds_.at({std::string(kind.source), kind.flavour}).get();
        if (auto verdict = unless_built(built)) return *verdict;
        if (auto verdict = unless_screened(alone, built)) return *verdict;

        doing(fmt::format("{}: {}", kind.name,
                          kind.rehearsed   ? "measuring on eight virtual cores"
                          : kind.conducted ? "trying many orders of the threads' steps"
                                           : "running the tests"));
        if (kind.rehearsed) return in_rehearsal(built, tests, kind);
        Verdict verdict;
        TestJob job;
        job.program = kind.conducted ? built.conducted : built.program;
        job.conducted = kind.conducted;
        if (kind.conducted && wanted_.seed != 0)
            job.options.push_back(fmt::format("--seed={}", wanted_.seed));
        if (kind.conducted && !wanted_.replay.empty())
            job.options.push_back("--replay=" + wanted_.replay);
        job.flavour = kind.flavour;
        job.limits = exercise_.limits;
        job.stacks_script = bench_.workshop.root() / "grader/explain/stacks.py";
        if (kind.conducted) return in_schedules(job, tests, kind);
        // A test that brings the program down hides those behind it: they run in another one, when
        // asked.
        for (int restarts = 0; !tests.empty(); ++restarts) {
            job.tests = tests;
            const TestRun run = run_tests(bench_.sandbox, job);
            judge(verdict, run, exercise_, code_, kind);
            if (run.last || !wanted_.all || restarts == 5 || verdict.outcome == Outcome::rejected ||
                verdict.outcome == Outcome::environment) {
                break;
            }
            for (const TestSeen& seen : run.tests) std::erase(tests, seen.name);
            if (run.running() == nullptr) break;
        }
        return verdict;
    }

    Verdict in_rehearsal(const Built& built, const std::vector<std::string>& tests,
                         const CheckKind& kind) {
        SpeedPrograms programs{
            built.conducted, [this, &kind](Flavour flavour) {
                start_build(kind, flavour);
                const Built& twin = builds_.at({std::string(kind.source), flavour}).get();
                if (twin.ok) return twin.conducted;
                throw Error(
                    "The tests do not build for counting cache "
                    "misses:\n" +
                        twin.diagnostics,
                    Exit::environment);
            }};
        return measure_speed(bench_, exercise_, code_, wanted_, tests, programs);
    }

    // A schedule needs one core: the tests are spread over as many as there are.
    Verdict in_schedules(const TestJob& job, const std::vector<std::string>& tests,
                         const CheckKind& kind) const {
        const std::size_t cores = std::max(1u, std::thread::hardware_concurrency());
        const std::size_t groups = std::min(tests.size(), cores);
        std::vector<std::future<TestRun>> running;
        for (std::size_t group = 0; group < groups; ++group) {
            TestJob some = job;
            for (std::size_t i = group; i < tests.size(); i += groups)
                some.tests.push_back(tests[i]);
            running.push_back(std::async(std::launch::async, [this, some] {
                TestRun run = run_tests(bench_.sandbox, some);
                for (TestSeen& test : run.tests) {
                    if (!test.finding.empty())
                        add_places(bench_.sandbox, some.program, test.finding);
                }
                return run;
            }));
        }
        Verdict verdict;
        int schedules = 0, preemptions = 2;
        for (auto& each : running) {
            const TestRun run = each.get();
            judge(verdict, run, exercise_, code_, kind);
            for (const TestSeen& test : run.tests) {
                if (test.name == tripwire || test.name == canary) continue;
                schedules = std::max(schedules, test.schedules);
                preemptions = std::min(preemptions, test.preemptions);
            }
        }
        const auto place = [&](const std::string& test) {
            return std::ranges::find(tests, test) - tests.begin();
        };
        std::ranges::stable_sort(verdict.tests, {},
                                 [&](const TestResult& test) { return place(test.name); });
        // What decided the verdict is read first.
        std::ranges::stable_sort(verdict.problems, {}, [&](const Problem& problem) {
            return std::pair(problem.outcome != verdict.outcome, place(problem.test));
        });
        if (verdict.outcome == Outcome::pass && schedules > 0) {
            verdict.note = fmt::format("each in {} schedules", schedules);
            if (preemptions == 0) verdict.note += ", among them all without a preemption";
            if (preemptions > 0) {
                verdict.note += fmt::format(", among them all with at most {} preemption{}",
                                            preemptions, preemptions == 1 ? "" : "s");
            }
        }
        return verdict;
    }

    void doing(const std::string& words) const {
        if (wanted_.doing) wanted_.doing(words);
    }

    const Sandbox sandbox_;
    const Bench bench_;
    const Exercise& exercise_;
    const Code& code_;
    const Wanted& wanted_;
    std::stop_source stop_;
    std::stop_callback<std::function<void()>> call_off_;
    std::shared_future<Built> alone_;
    std::map<std::pair<std::string, Flavour>, std::shared_future<Built>> builds_;
};

}  // namespace

const CheckKind& check_kind(std::string_view name) {
    const auto* found = std::ranges::find(kinds, name, &CheckKind::name);
    if (found == std::end(kinds)) throw Error(fmt::format("There is no check named '{}'.", name));
    return *found;
}

fs::path source_of(const Exercise& exercise, const CheckKind& kind) {
    return (kind.source == "examples.cpp" ? exercise.public_dir : exercise.hidden) / kind.source;
}

std::vector<Verdict> grade(const Bench& bench, const Exercise& exercise, const Code& code,
                           const Wanted& wanted, const std::function<void(const Verdict&)>& tell) {
    return Grading(bench, exercise, code, wanted).all(tell);
}

}  // namespace grader
