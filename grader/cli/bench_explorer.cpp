// racecourse bench explorer: how soon each strategy, and the mix of them, finds the faults of the
// corpus; whether a right twin is ever blamed; how many schedules a second; whether tokens replay.
#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "checks/conducted.h"
#include "cli/commands.h"
#include "cli/session.h"
#include "common/text.h"
#include "workshop/cache.h"

namespace grader {
namespace {

constexpr int budget = 1000;

struct Row {
    std::string test;
    std::map<int, std::vector<int>> schedules;  // by strategy; budget + 1: not found
    std::string surprise;                       // found, but as something else
    int tsan = 0;
};

int median(std::vector<int> values) {
    if (values.empty()) return 0;
    std::ranges::sort(values);
    return values[values.size() / 2];
}

std::string shown(int schedules) {
    return schedules > budget ? fmt::format(">{}", budget) : std::to_string(schedules);
}

// Runs of ThreadSanitizer until it says or shows something; 0: never.
int tsan_runs(const Sandbox& sandbox, const fs::path& program, const std::string& test) {
    for (int run = 1; run <= 200; ++run) {
        Job job;
        job.argv = {program.string(), "--gtest_filter=" + test};
        job.env = sanitizer_environment();
        job.cwd = "/tmp";
        job.mounts = {{program.parent_path(), false}};
        job.fixed_addresses = true;
        job.limits.wall_seconds = 5;
        if (!sandbox.run(job).ok()) return run;
    }
    return 0;
}

}  // namespace

Exit bench_explorer_command(const fs::path& root, bool full) {
    Session session(root);
    std::vector<CorpusProgram> programs;
    for (const char* folder : {"corpus", "primitives"}) {
        auto more = read_corpus(root / "grader/conductor" / folder);
        std::move(more.begin(), more.end(), std::back_inserter(programs));
    }
    const Built faulty = build_corpus(session.workshop(), programs, true);
    const Built right = build_corpus(session.workshop(), programs, false);
    for (const Built* built : {&faulty, &right})
        if (!built->ok) throw Error("The corpus does not build:\n" + built->diagnostics);

    std::vector<Row> rows;
    for (const CorpusProgram& program : programs)
        rows.push_back({program.tests.front(), {}, {}, 0});
    const std::vector<int> strategies =
        full ? std::vector<int>{1, 2, 3, 4, -1} : std::vector<int>{-1};
    const int seeds = full ? 20 : 1;
    double seconds = 0;
    long schedules = 0;
    std::map<std::string, std::string> tokens;
    for (const int strategy : strategies) {
        for (int seed = 0; seed < seeds; ++seed) {
            std::map<std::string, Searched> found;
            for (const Searched& each :
                 search(session.sandbox(), faulty.conducted,
                        {budget, static_cast<std::uint64_t>(seed), strategy, "*"}))
                found[each.test] = each;
            for (std::size_t i = 0; i < rows.size(); ++i) {
                Row& row = rows[i];
                // Of several tests of one program, the first that fails counts.
                int at = budget + 1;
                for (const std::string& test : programs[i].tests) {
                    const Searched& each = found[test];
                    if (each.found.empty() || each.found == "nothing") continue;
                    at = std::min(at, each.schedules);
                    if (strategy == -1) tokens[test] = each.token;
                    if (!as_declared(programs[i], each.found)) row.surprise = each.found;
                }
                row.schedules[strategy].push_back(at);
            }
        }
    }
    const int rights = full ? 5000 : 200;
    std::vector<Searched> alarms;
    for (const Searched& each : search(session.sandbox(), right.conducted, {rights, 7, -1, "*"})) {
        seconds += each.seconds;
        schedules += each.schedules;
        if (each.found != "nothing") alarms.push_back(each);
    }
    if (full) {
        for (Row& row : rows) row.tsan = tsan_runs(session.sandbox(), faulty.program, row.test);
        fmt::print("{:<44} {:>7} {:>6} {:>6} {:>6} {:>6} {:>9}\n", "schedules to find (median)",
                   "random", "pct", "pos", "surw", "mix", "TSan runs");
        for (const Row& row : rows) {
            fmt::print("{:<44}", row.test.substr(10));
            for (const int strategy : strategies)
                fmt::print(" {:>6}", shown(median(row.schedules.at(strategy))));
            fmt::print(" {:>9}\n", row.tsan == 0 ? ">200" : std::to_string(row.tsan));
        }
    }
    int unfound = 0, within_100 = 0, worst = 0;
    for (const Row& row : rows) {
        const int at = median(row.schedules.at(-1));
        worst = std::max(worst, at);
        within_100 += at <= 100 ? 1 : 0;
        if (at > budget) {
            ++unfound;
            fmt::print("not found: {}\n", row.test);
        }
        if (!row.surprise.empty())
            fmt::print("found as '{}', not as declared: {}\n", row.surprise, row.test);
    }
    for (const Searched& each : alarms)
        fmt::print("a right program was blamed: {} ({}, schedule {})\n", each.test, each.found,
                   each.schedules);
    int replays = 0, differ = 0;
    for (const auto& [test, token] : tokens) {
        if (token.empty()) continue;
        const int times = full ? 100 : 2;
        std::string first;
        for (int i = 0; i < times; ++i) {
            const std::string trace = trace_of(session.sandbox(), faulty.conducted, test, token);
            if (i == 0) first = trace;
            ++replays;
            if (trace != first) ++differ;
        }
        if (differ > 0) fmt::print("replayed otherwise: {} {}\n", test, token);
    }
    const auto surprises =
        std::ranges::count_if(rows, [](const Row& row) { return !row.surprise.empty(); });
    fmt::print(
        "{} faulty programs: {} found within {} schedules by the mix, {} % within 100, the worst "
        "at "
        "{}\n{} right programs, {} schedules each: {} alarms\n"
        "{:.0f} schedules a second on this machine, as busy as it was\n"
        "{} replays, {} differ\n",
        rows.size(), rows.size() - static_cast<std::size_t>(unfound), budget,
        100 * within_100 / static_cast<int>(rows.size()), shown(worst), rows.size(), rights,
        alarms.size(), static_cast<double>(schedules) / std::max(seconds, 0.001), replays, differ);
    return unfound == 0 && alarms.empty() && differ == 0 && surprises == 0 ? Exit::passed
                                                                           : Exit::not_passed;
}

}  // namespace grader
