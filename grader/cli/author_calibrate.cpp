// racecourse author calibrate: how much faster than the sequential version a right solution is, and
// an impostor, on the virtual cores; and from both the speedup that a test of the suite Speed
// needs.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "catalogue/bands.h"
#include "cli/commands.h"
#include "cli/load.h"
#include "cli/proof.h"
#include "cli/session.h"
#include "common/text.h"

namespace grader {
namespace {

struct Range {
    double lowest = 1e9, highest = 0;
    void add(double value) {
        lowest = std::min(lowest, value);
        highest = std::max(highest, value);
    }
};

// What was measured of one code.
struct Candidate {
    Proof proof;
    // By test: idle and busy.
    std::map<std::string, std::array<Range, 2>> speedups;
    // It broke another demand each time: that is how it is caught, and its speedup says nothing.
    bool caught_otherwise = true;

    [[nodiscard]] double lowest(const std::string& test) const {
        const auto& [idle, busy] = speedups.at(test);
        return std::min(idle.lowest, busy.lowest);
    }
    [[nodiscard]] double highest(const std::string& test) const {
        const auto& [idle, busy] = speedups.at(test);
        return std::max(idle.highest, busy.highest);
    }
};

void measure(Session& session, Candidate& candidate, bool busy) {
    Wanted wanted;
    wanted.checks = {"speed"};
    wanted.all = wanted.all_rounds = wanted.calibrating = wanted.stub_is_code = true;
    const Proof& proof = candidate.proof;
    const auto verdicts = grade(session.bench(), *proof.exercise, proof.code, wanted);
    const Verdict& verdict = verdicts.back();
    const bool measured = verdict.outcome == Outcome::pass ||
                          (proof.kind == Proof::impostor && verdict.outcome == Outcome::too_slow);
    if (!measured) {
        throw Error(fmt::format("{} cannot be measured: the check speed says '{}': {}", proof.what,
                                name(verdict.outcome), trimmed(words_of(verdict))),
                    Exit::not_passed);
    }
    bool held = true;
    for (const Speed& speed : verdict.speed) {
        for (const SpeedDemand& demand : speed.demands) held = held && demand.held;
        if (speed.speedup > 0) candidate.speedups[speed.test][busy ? 1 : 0].add(speed.speedup);
    }
    if (held) candidate.caught_otherwise = false;
}

}  // namespace

Exit author_calibrate_command(const fs::path& root, const std::string& name, int rounds) {
    Session session(root);
    const Exercise& exercise = session.catalogue().one(name);
    if (std::ranges::find(exercise.checks, "speed") == exercise.checks.end())
        throw Error(fmt::format("{} has no check speed.", exercise.id));
    std::vector<Candidate> right, wrong;
    for (Proof& proof : proofs_of(root, exercise)) {
        if (proof.kind == Proof::right) right.push_back({std::move(proof), {}});
        if (proof.kind == Proof::impostor && proof.declared.check == "speed" &&
            proof.declared.outcome == "too slow")
            wrong.push_back({std::move(proof), {}});
    }
    const unsigned cores = std::max(1u, std::thread::hardware_concurrency());
    for (const bool busy : {false, true}) {
        const Load load(busy ? cores : 0);
        for (int round = 0; round < std::max(1, rounds / 2); ++round) {
            for (auto* codes : {&right, &wrong})
                for (Candidate& candidate : *codes) measure(session, candidate, busy);
        }
    }

    std::map<std::string, double> lowest_right;
    for (const Candidate& candidate : right) {
        for (const auto& [test, unused] : candidate.speedups) {
            const auto [at, first] = lowest_right.try_emplace(test, candidate.lowest(test));
            at->second = std::min(at->second, candidate.lowest(test));
        }
    }
    if (lowest_right.empty())
        throw Error(fmt::format("{} has no EXPECT_SPEEDUP in its tests.", exercise.id));
    // An impostor counts where it falls most behind: that test is there to catch it, and in the
    // others it may be as fast as any.
    std::map<std::string, double> highest_wrong;
    std::map<const Candidate*, std::string> caught_by;
    for (const Candidate& candidate : wrong) {
        if (candidate.caught_otherwise || candidate.speedups.empty()) continue;
        const auto behind = [&](const auto& entry) {
            return candidate.highest(entry.first) / lowest_right.at(entry.first);
        };
        const auto most = std::ranges::min_element(candidate.speedups, {}, behind);
        double& highest = highest_wrong[most->first];
        highest = std::max(highest, candidate.highest(most->first));
        caught_by[&candidate] = most->first;
    }

    bool good = true;
    std::string manifest = read_file(exercise.hidden / "exercise.toml");
    for (const auto& [test, lowest] : lowest_right) {
        fmt::print("{}\n", test);
        for (const auto* codes : {&right, &wrong}) {
            for (const Candidate& candidate : *codes) {
                const auto found = candidate.speedups.find(test);
                if (found == candidate.speedups.end()) continue;
                const auto& [idle, busy] = found->second;
                const bool counts = codes == &right || caught_by[&candidate] == test;
                fmt::print("  {:<6} {:<40} idle {:.2f} to {:.2f}, busy {:.2f} to {:.2f}{}\n",
                           codes == &right ? "right" : "wrong", candidate.proof.what, idle.lowest,
                           idle.highest, busy.lowest, busy.highest,
                           counts ? "" : "  (caught elsewhere)");
            }
        }
        const std::string plain = test.substr(test.find('.') + 1);
        if (!highest_wrong.contains(test)) {
            good = false;
            fmt::print("  No impostor is slow here: write one, then measure again.\n");
            continue;
        }
        const double highest = highest_wrong.at(test);
        const auto band = band_between(lowest, highest);
        if (!band) {
            good = false;
            fmt::print(
                "  The lowest right one, {:.2f}, and the highest wrong one, {:.2f}, are less than "
                "a factor {} apart: no threshold tells them apart on every machine. Change the "
                "test (more work that can be shared out, more of it for each lock) or the "
                "exercise.\n",
                lowest, highest, least_gap);
            continue;
        }
        fmt::print("  at_least = {:.2g}, right = {:.2g}, wrong = {:.2g}\n", band->at_least,
                   band->right, band->wrong);
        manifest = with_band(manifest, plain, *band);
    }
    if (!good) {
        fmt::print("Nothing was written.\n");
        return Exit::not_passed;
    }
    write_file(exercise.hidden / "exercise.toml", manifest);
    fmt::print("Written to {}.\n",
               (fs::path("grader/hidden") / exercise.relative / "exercise.toml").string());
    return Exit::passed;
}

}  // namespace grader
