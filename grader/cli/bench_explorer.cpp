// racecourse bench explorer: how soon each strategy, and the mix of them, finds the faults of the
// corpus; whether a right twin is ever blamed; how many schedules a second of
// processor time; whether tokens replay.
#include <algorithm>
#include <atomic>
#include <functional>
#include <future>
#include <map>
#include <thread>

#include <fmt/format.h>

#include "checks/conducted.h"
#include "cli/commands.h"
#include "cli/session.h"
#include "common/text.h"
#include "workshop/cache.h"

namespace grader {
namespace {

constexpr int budget = 1000;
constexpr int most_tsan_runs = 30;
// The rate is asked for where a schedule has about 50 steps: what it costs to start one is in it,
// and what a step costs is too.
constexpr int fewest_steps = 30, most_steps = 80;

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
    for (int run = 1; run <= most_tsan_runs; ++run) {
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

struct Sweep {
    int strategy, seed;
    std::map<std::string, Searched> found;
};

// As many at once as there are cores.
void side_by_side(std::size_t count, const std::function<void(std::size_t)>& one) {
    std::atomic<std::size_t> next{0};
    std::vector<std::future<void>> workers;
    for (unsigned i = 0; i < std::max(1u, std::thread::hardware_concurrency()); ++i) {
        workers.push_back(std::async(std::launch::async, [&] {
            for (std::size_t at; (at = next++) < count;) one(at);
        }));
    }
    for (auto& worker : workers) worker.get();
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
    std::map<std::string, std::string> tokens;
    std::vector<Sweep> searches;
    for (const int strategy : strategies) {
        for (int seed = 0; seed < seeds; ++seed) {
            searches.push_back({strategy, seed, {}});
        }
    }
    const bool shorten = !full;  // how it is shown does not change when it is found
    side_by_side(searches.size(), [&](std::size_t i) {
        Sweep& sweep = searches[i];
        for (const Searched& each :
             search(session.sandbox(), faulty.conducted,
                    {budget, static_cast<std::uint64_t>(sweep.seed), sweep.strategy, "*", shorten}))
            sweep.found[each.test] = each;
    });
    for (auto& [strategy, seed, found] : searches) {
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
    const int rights = full ? 5000 : 200;
    std::vector<Searched> alarms;
    std::vector<Searched> kept(rows.size());
    side_by_side(rows.size(), [&](std::size_t i) {
        for (const std::string& test : programs[i].tests) {
            for (const Searched& each :
                 search(session.sandbox(), right.conducted, {rights, 7, -1, test})) {
                if (each.found != "nothing" || kept[i].test.empty()) kept[i] = each;
            }
        }
    });
    std::vector<int> rates, all_rates;
    for (const Searched& each : kept) {
        const int rate = static_cast<int>(each.schedules / std::max(each.seconds, 0.001));
        all_rates.push_back(rate);
        if (each.steps >= fewest_steps && each.steps <= most_steps) rates.push_back(rate);
        if (each.found != "nothing") alarms.push_back(each);
    }
    if (full) {
        side_by_side(rows.size(), [&](std::size_t i) {
            rows[i].tsan = tsan_runs(session.sandbox(), faulty.program, rows[i].test);
        });
        fmt::print("{:<44} {:>7} {:>6} {:>6} {:>6} {:>6} {:>9}\n", "schedules to find (median)",
                   "random", "pct", "pos", "surw", "mix", "TSan runs");
        for (const Row& row : rows) {
            fmt::print("{:<44}", row.test.substr(10));
            for (const int strategy : strategies)
                fmt::print(" {:>6}", shown(median(row.schedules.at(strategy))));
            fmt::print(" {:>9}\n", row.tsan == 0 ? fmt::format(">{}", most_tsan_runs)
                                                 : std::to_string(row.tsan));
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
    // Every tenth token a hundred times, the others ten times.
    std::vector<std::pair<std::string, std::string>> to_replay(tokens.begin(), tokens.end());
    std::erase_if(to_replay, [](const auto& each) { return each.second.empty(); });
    std::atomic<int> replays = 0, differ = 0;
    side_by_side(to_replay.size(), [&](std::size_t n) {
        const auto& [test, token] = to_replay[n];
        const int times = !full ? 2 : n % 10 == 0 ? 100 : 10;
        const auto trace = [&] {
            return trace_of(session.sandbox(), faulty.conducted, test, token);
        };
        const std::string first = trace();
        bool same = true;
        for (int i = 1; i < times; ++i) same &= trace() == first;
        replays += times;
        if (same) return;
        ++differ;
        fmt::print("replayed otherwise: {} {}\n", test, token);
    });
    const auto surprises =
        std::ranges::count_if(rows, [](const Row& row) { return !row.surprise.empty(); });
    fmt::print(
        "{} faulty programs: {} found within {} schedules by the mix, {} % within 100, the worst "
        "at "
        "{}\n{} right programs, {} schedules each: {} alarms\n"
        "{} schedules for each second of processor time: the median of the {} right programs with "
        "{} to {} steps (of all: {})\n"
        "{} replays of {} tokens, {} differ\n",
        rows.size(), rows.size() - static_cast<std::size_t>(unfound), budget,
        100 * within_100 / static_cast<int>(rows.size()), shown(worst), rows.size(), rights,
        alarms.size(), median(rates), rates.size(), fewest_steps, most_steps, median(all_rates),
        replays.load(), to_replay.size(), differ.load());
    return unfound == 0 && alarms.empty() && differ == 0 && surprises == 0 ? Exit::passed
                                                                           : Exit::not_passed;
}

}  // namespace grader
