// racecourse bench verdicts: right and wrong solutions of known workloads, judged again and again
// while the machine is idle, busy, and squeezed onto one core. No verdict may be wrong. Beside it
// what the clock alone would have said, and how well the virtual cores predict the real ones.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <exception>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

#include <fmt/format.h>

#include "checks/busy.h"
#include "checks/constants.h"
#include "checks/speed.h"
#include "checks/speed_rule.h"
#include "checks/workloads.h"
#include "cli/commands.h"
#include "cli/load.h"
#include "cli/session.h"

namespace grader {
namespace {

constexpr double naive_threshold = 1.5;

struct Subject {
    const Workload* workload;
    std::string test;
    bool right;
    Exercise exercise;  // as if it were one of the course
    SpeedPrograms programs;
    double lowest = 1e9, highest = 0;  // speedup, over all conditions
};

struct Tally {
    int verdicts = 0, wrong = 0, inconclusive = 0;
    int naive = 0, naive_wrong = 0;
    int held_out = 0, held_out_wrong = 0;
    std::vector<double> seconds;
    std::map<std::string, int> faults;  // by workload and test
};

Verdict judged(Session& session, const Subject& subject) {
    return measure_speed(session.bench(), subject.exercise, {}, {}, {subject.test},
                         subject.programs);
}

// One run of a program that judges nothing: what it measured.
std::optional<SpeedRound> raw(Session& session, const Subject& subject, bool counted,
                              std::vector<std::string> options, double* cpu_seconds = nullptr) {
    TestJob job;
    job.program = counted ? subject.programs.counted(Flavour::counted) : subject.programs.timed;
    job.flavour = counted ? Flavour::counted : Flavour::plain;
    job.rehearsed = true;
    job.tests = {subject.test};
    job.options = std::move(options);
    job.options.push_back(constants_of(session.workshop().root()).option());
    if (counted) job.options.emplace_back("--count-misses");
    job.most_seconds = 30;
    const TestRun run = run_tests(session.sandbox(), job);
    if (cpu_seconds != nullptr) *cpu_seconds = run.ended.cpu_seconds;
    for (const TestSeen& seen : run.tests)
        if (seen.name == subject.test) return read_round(seen.measured);
    return std::nullopt;
}

// What a threshold on one run by the clock says; nothing when it measured nothing.
std::optional<bool> naive_pass(Session& session, const Subject& subject) {
    const auto round = raw(session, subject, false, {"--wall-clock=1"});
    if (!round) return std::nullopt;
    if (!round->wall.empty()) {
        const WallPair& pair = round->wall.front();
        return pair.sequential >= naive_threshold * pair.parallel;
    }
    if (round->demands.empty()) return std::nullopt;
    return std::ranges::all_of(round->demands, [](const SpeedDemand& demand) {
        return outcome_of(demand) == Outcome::pass;
    });
}

// A right solution passes; a wrong one misses a demand, and nothing else is wrong with it.
bool as_declared(const Subject& subject, const Verdict& verdict) {
    if (subject.right) return verdict.outcome == Outcome::pass;
    return (verdict.outcome == Outcome::too_slow || verdict.outcome == Outcome::wrong) &&
           std::ranges::any_of(verdict.speed, [](const Speed& speed) {
               return std::ranges::any_of(speed.demands,
                                          [](const SpeedDemand& demand) { return !demand.held; });
           });
}

void add(const Subject& subject, const Verdict& verdict, std::optional<bool> naive, Tally& tally) {
    ++tally.verdicts;
    tally.held_out += subject.workload->held_out ? 1 : 0;
    if (verdict.outcome == Outcome::inconclusive) {
        ++tally.inconclusive;
    } else if (!as_declared(subject, verdict)) {
        ++tally.wrong;
        tally.held_out_wrong += subject.workload->held_out ? 1 : 0;
        ++tally.faults[fmt::format("{}, {}: {}", subject.workload->name, subject.test,
                                   name(verdict.outcome))];
    }
    if (!naive) return;
    ++tally.naive;
    tally.naive_wrong += *naive == subject.right ? 0 : 1;
}

// So many verdicts at a time: to each of them the others are strangers that keep the machine busy,
// as bursts of computing, starting and ending processes.
void judge_all(Session& session, std::vector<Subject>& subjects, int rounds, int at_a_time,
               Tally& tally) {
    const std::size_t all = subjects.size() * static_cast<std::size_t>(rounds);
    std::atomic<std::size_t> next{0};
    std::mutex mutex;
    std::exception_ptr failure;
    const auto judge = [&] {
        for (std::size_t at; (at = next++) < all;) {
            Subject& subject = subjects[at % subjects.size()];
            const auto began = std::chrono::steady_clock::now();
            const Verdict verdict = judged(session, subject);
            const auto took = std::chrono::steady_clock::now() - began;
            const auto naive = naive_pass(session, subject);
            const std::lock_guard lock(mutex);
            tally.seconds.push_back(std::chrono::duration<double>(took).count());
            add(subject, verdict, naive, tally);
            for (const Speed& speed : verdict.speed) {
                if (speed.speedup <= 0) continue;
                subject.lowest = std::min(subject.lowest, speed.speedup);
                subject.highest = std::max(subject.highest, speed.speedup);
            }
        }
    };
    std::vector<std::jthread> judges;
    for (int i = 0; i < at_a_time; ++i) {
        judges.emplace_back([&] {
            try {
                judge();
            } catch (...) {
                next = all;
                const std::lock_guard lock(mutex);
                failure = std::current_exception();
            }
        });
    }
    judges.clear();
    if (failure) std::rethrow_exception(failure);
}

struct Prediction {
    std::string what;
    double predicted, real;
    bool shares;  // cores take lines from each other: the real size of that differs most
    double busy;  // per cent of the machine that others used while it ran for real

    [[nodiscard]] double error() const { return std::abs(predicted / real - 1); }
};

// The same test rehearsed on `cores` cores and run on as many real ones.
std::optional<Prediction> prediction(Session& session, const Subject& subject, int cores) {
    const double miss = constants_of(session.workshop().root()).cache_miss;
    const std::string option = fmt::format("--cores={}", cores);
    Speed speed;
    for (int round = 0; round < most_rounds; ++round)
        if (const auto timed = raw(session, subject, false, {option})) add_round(speed, *timed);
    if (!asks_for_speedup(speed)) return std::nullopt;
    weigh(speed, nullptr, miss);
    const double without = speed.speedup;
    if (const auto counted = raw(session, subject, true, {option})) add_misses(speed, *counted);
    weigh(speed, nullptr, miss);
    std::vector<double> ratios;
    const MachineTime before = machine_time();
    double own = 0;
    {
        const FewerCores only(cores);
        if (const auto timed = raw(session, subject, false, {option, "--wall-clock=9"}, &own)) {
            for (const WallPair& pair : timed->wall)
                ratios.push_back(pair.sequential / std::max(1.0, pair.parallel));
        }
    }
    if (ratios.empty() || speed.speedup <= 0) return std::nullopt;
    return Prediction{subject.workload->name + ", " + subject.test, speed.speedup, median(ratios),
                      speed.speedup < 0.9 * without, busy_percent(before, machine_time(), own)};
}

void predict_all(Session& session, const std::vector<Subject>& subjects) {
    for (const int cores : {2, 4, 8, 16}) {
        if (usable_cores() < cores) {
            fmt::print("on {} cores: this machine has {}\n", cores, usable_cores());
            continue;
        }
        std::vector<double> all, unshared;
        int left_out = 0;
        fmt::print("on {} cores, predicted and real:\n", cores);
        for (const Subject& subject : subjects) {
            const auto one = prediction(session, subject, cores);
            if (!one) continue;
            const bool quiet = one->busy <= too_busy;
            fmt::print("  {:<48} {:>5.2f} {:>5.2f}{}{}\n", one->what, one->predicted, one->real,
                       one->shares ? "  shares cache lines" : "",
                       quiet ? "" : fmt::format("  (others used {:.0f} %)", one->busy));
            left_out += quiet ? 0 : 1;
            if (!quiet) continue;
            all.push_back(one->error());
            if (!one->shares) unshared.push_back(one->error());
        }
        if (left_out > 0)
            fmt::print("  {} left out below: the machine was too busy to know what is real\n",
                       left_out);
        if (all.empty()) continue;
        fmt::print("  median error {:.0f} %, without shared cache lines {:.0f} %\n",
                   100 * median(all), 100 * median(unshared));
    }
}

}  // namespace

Exit bench_verdicts_command(const fs::path& root, const VerdictsOptions& options) {
    Session session(root);
    auto workloads = read_workloads(root / "grader/conductor/workloads");
    if (!options.names.empty()) {
        std::erase_if(workloads, [&](const Workload& workload) {
            return std::ranges::find(options.names, workload.file.stem().string()) ==
                   options.names.end();
        });
    }
    std::vector<Subject> subjects;
    for (const Workload& workload : workloads) {
        const auto build = [&](Flavour flavour) {
            const Built built = session.workshop().build({}, workload.file, flavour, true);
            if (!built.ok) {
                throw Error(fmt::format("{} does not build:\n{}", workload.file.string(),
                                        built.diagnostics));
            }
            return built.conducted;
        };
        const SpeedPrograms programs{
            build(Flavour::plain), [counted = std::pair(build(Flavour::thread),
                                                        build(Flavour::counted))](Flavour flavour) {
                return flavour == Flavour::thread ? counted.first : counted.second;
            }};
        for (const std::string& test : workload.tests) {
            Subject subject{&workload, test, is_right(test), {}, programs};
            subject.exercise.id = workload.name;
            subject.exercise.speed[test.substr(test.find('.') + 1)] = {workload.at_least, 0, 0};
            subjects.push_back(std::move(subject));
        }
    }
    const auto rights = std::ranges::count_if(subjects, &Subject::right);
    const int rounds = options.rounds > 0 ? options.rounds : options.full ? 100 : 20;
    fmt::print("{} workloads, {} right solutions, {} wrong ones, {} verdicts of each\n",
               workloads.size(), rights, static_cast<long>(subjects.size()) - rights, rounds);
    fmt::print("{:<42} {:>8} {:>6} {:>13} {:>9}\n", "", "verdicts", "wrong", "inconclusive",
               "median s");

    bool good = !subjects.empty();
    const auto condition = [&](std::string_view word, const char* title, int cores, int others) {
        if (!options.condition.empty() && options.condition != word) return;
        Tally tally;
        {
            std::optional<FewerCores> only;
            if (cores > 0) only.emplace(cores);
            judge_all(session, subjects, rounds, others + 1, tally);
        }
        const double share = 100.0 * tally.inconclusive / std::max(1, tally.verdicts);
        fmt::print("{:<42} {:>8} {:>6} {:>11.1f} % {:>9.2f}\n", title, tally.verdicts, tally.wrong,
                   share, median(tally.seconds));
        fmt::print("{:<42} {:>8} {:>6}\n",
                   fmt::format("  by the clock alone, {:g} once", naive_threshold), tally.naive,
                   tally.naive_wrong);
        if (tally.held_out > 0)
            fmt::print("{:<42} {:>8} {:>6}\n", "  of workloads held out", tally.held_out,
                       tally.held_out_wrong);
        for (const auto& [what, times] : tally.faults)
            fmt::print("    wrong {} times: {}\n", times, what);
        std::fflush(stdout);
        good = good && tally.wrong == 0 && share < 2;
    };
    condition("idle", "idle", 0, 0);
    condition("busy", "busy: four more verdicts at the same time", 0, 4);
    condition("one-core", "the same, and all of it on one core", 1, 4);

    fmt::print("\nspeedups on 8 virtual cores over all conditions\n");
    for (const Subject& subject : subjects) {
        if (subject.highest <= 0) continue;
        fmt::print("  {:<48} {:>5.2f} to {:>5.2f}, needed {:g}\n",
                   subject.workload->name + ", " + subject.test, subject.lowest, subject.highest,
                   subject.workload->at_least);
    }
    fmt::print("\n");
    if (!options.condition.empty()) return good ? Exit::passed : Exit::not_passed;
    std::erase_if(subjects, [](const Subject& subject) { return !subject.right; });
    predict_all(session, subjects);
    return good ? Exit::passed : Exit::not_passed;
}

}  // namespace grader
