// racecourse bench latency: from an edit of a learner's file to the verdict, as a ratio to what the
// compiler needs when the same is done by hand: test and code as one file, same flags, linked, run
// once. Then the same in watch mode (bench_watch.cpp).
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <map>

#include <fmt/format.h>

#include "checks/speed_rule.h"
#include "cli/bench_latency.h"
#include "cli/commands.h"
#include "cli/session.h"
#include "common/text.h"
#include "report/terminal.h"

namespace grader {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

// The solution with an edit that no cache has seen.
Code edited(Code code, int& edits) {
    const auto now = std::chrono::system_clock::now().time_since_epoch().count();
    code.front().content += fmt::format("\n// edit {} at {}\n", ++edits, now);
    return code;
}

}  // namespace

double by_hand(Session& session, const Exercise& exercise, const Code& code, const fs::path& work,
               const CheckKind& kind, bool passes) {
    fs::remove_all(work);
    fs::create_directories(work / "code");
    for (const LearnerFile& file : code) write_file(work / "code" / file.name, file.content);
    const fs::path root = session.catalogue().root();
    const auto kit = session.workshop().kit_objects(kind.flavour);
    const auto start = Clock::now();
    Job job;
    job.argv = {"g++"};
    const auto flags = Workshop::flags(kind.flavour);
    job.argv.insert(job.argv.end(), flags.begin(), flags.end());
    job.argv.insert(job.argv.end(), {"-iquote", (work / "code").string()});
    for (const fs::path& include : {root / "exercises/include", root / "grader/kit/include"}) {
        job.argv.insert(job.argv.end(), {"-I", include.string()});
    }
    job.argv.push_back((exercise.hidden / "tests.cpp").string());
    for (const LearnerFile& file : code) {
        if (fs::path(file.name).extension() == ".cpp")
            job.argv.push_back((work / "code" / file.name).string());
    }
    for (const fs::path& object : kit) job.argv.push_back(object.string());
    job.argv.insert(job.argv.end(), {"-o", (work / "program").string(), "-lgtest"});
    job.env = {"PATH=/usr/bin:/bin", "LC_ALL=C", "TMPDIR=" + work.string()};
    job.cwd = work;
    job.mounts = {{root, false}, {work, true}};
    fs::permissions(work, fs::perms::all);
    const Ended built = session.sandbox().run(job);
    if (!built.ok()) throw Error("By hand it does not build:\n" + built.err, Exit::environment);
    Job run;
    run.argv = {(work / "program").string(), fmt::format("--gtest_filter={}.*", kind.suite)};
    run.fixed_addresses = kind.flavour == Flavour::thread;
    run.env = sanitizer_environment();
    run.cwd = "/tmp";
    run.mounts = {{work, false}};
    const Ended ended = session.sandbox().run(run);
    if (ended.ok() != passes)
        throw Error(
            fmt::format("By hand the tests {}:\n{}", passes ? "do not pass" : "pass", ended.out),
            Exit::environment);
    return seconds_since(start);
}

Exit bench_latency_command(const fs::path& root, const std::vector<std::string>& names,
                           bool only_watch) {
    Session session(root);
    session.workshop().prepare();
    auto exercises = session.exercises(names);
    // What needs a library of its own is not built by hand here.
    std::erase_if(exercises, [](const Exercise* one) { return !one->packages.empty(); });
    if (exercises.empty()) throw Error("All of these exercises need packages of their own.");
    if (only_watch) return watch_is_fast(session, exercises) ? Exit::passed : Exit::not_passed;
    constexpr int edits_in_all = 10;
    const fs::path work = root / ".racecourse/bench";
    std::vector<double> behaviour_ratios, race_ratios, all_ratios;
    int edits = 0;
    // Schedules and speed run a search and a rehearsal of a set size, whatever was compiled: they
    // are shown, and have no aim.
    fmt::print("{:<16} {:>9} {:>11} {:>7} {:>11} {:>7} {:>11} {:>7}\n", "exercise", "by hand",
               "behaviour", "ratio", "to races", "ratio", "all checks", "ratio");
    for (int i = 0; i < edits_in_all; ++i) {
        const Exercise& exercise = *exercises[static_cast<std::size_t>(i) % exercises.size()];
        const Code solution = session.code(exercise, "solutions");
        const double floor = by_hand(session, exercise, edited(solution, edits), work,
                                     check_kind("behaviour"), true);
        const auto timed = [&](const std::vector<std::string>& checks) {
            const Code code = edited(solution, edits);
            Wanted wanted;
            wanted.checks = checks;
            const auto start = Clock::now();
            const auto verdicts = grade(session.bench(), exercise, code, wanted);
            const double seconds = seconds_since(start);
            if (overall(verdicts) != Outcome::pass) {
                std::string why;
                for (const Verdict& verdict : verdicts)
                    for (const Problem& problem : verdict.problems)
                        why += fmt::format("\n{}, {}: {}", verdict.check, name(verdict.outcome),
                                           problem.headline);
                throw Error(exercise.id + ": the solution does not pass." + why, Exit::not_passed);
            }
            return seconds;
        };
        const double behaviour = timed({"behaviour"});
        std::vector<std::string> to_races = exercise.checks;
        std::erase_if(to_races, [](const std::string& check) {
            return check == "schedules" || check == "speed";
        });
        const double races = timed(to_races);
        const double all = timed({});
        behaviour_ratios.push_back(behaviour / floor);
        race_ratios.push_back(races / floor);
        all_ratios.push_back(all / floor);
        fmt::print("{:<16} {:>8.2f}s {:>10.2f}s {:>7.2f} {:>10.2f}s {:>7.2f} {:>10.2f}s {:>7.2f}\n",
                   exercise.id, floor, behaviour, behaviour / floor, races, races / floor, all,
                   all / floor);
        std::fflush(stdout);
    }
    std::error_code ignored;
    fs::remove_all(work, ignored);
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    const double behaviour = median(behaviour_ratios), races = median(race_ratios);
    fmt::print(
        "median ratio to the floor: behaviour {:.2f} (aim: at most 1.0), all checks up to races "
        "{:.2f} (aim: at most 1.6), with schedules and speed {:.2f}\n"
        "peak memory of the grader: {} MiB (aim: under 64)\n",
        behaviour, races, median(all_ratios), used.ru_maxrss / 1024);
    const bool good = behaviour <= 1.0 && races <= 1.6 && used.ru_maxrss / 1024 < 64;
    return watch_is_fast(session, exercises) && good ? Exit::passed : Exit::not_passed;
}

}  // namespace grader
