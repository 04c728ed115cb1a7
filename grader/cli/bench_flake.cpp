// racecourse bench flake: the same verdicts again and again while every core is kept busy. Reports
// each verdict that was not the declared one.
#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/proof.h"
#include "cli/session.h"

namespace grader {
namespace {

struct Tally {
    int wrong = 0;
    int inconclusive = 0;
    std::string first_fault;
};

}  // namespace

Exit bench_flake_command(const fs::path& root, const FlakeOptions& options) {
    Session session(root);
    std::vector<Proof> proofs;
    for (const Exercise* exercise : session.exercises(options.names)) {
        for (Proof& proof : proofs_of(root, *exercise)) {
            if (proof.kind == Proof::stub) continue;
            // Of one check: those that it must pass or catch.
            if (options.only.empty() ||
                (proof.kind == Proof::right
                     ? std::ranges::find(exercise->checks, options.only) != exercise->checks.end()
                     : proof.declared.check == options.only))
                proofs.push_back(std::move(proof));
        }
    }
    const unsigned cores = std::max(1u, std::thread::hardware_concurrency());
    // Twice as many at a time as there are cores: each is the others' load.
    const unsigned at_a_time = options.idle ? 1 : 2 * cores;
    std::mutex output;
    int runs = 0, wrong = 0, inconclusive = 0;
    std::atomic<std::size_t> next{0};
    {
        std::vector<std::jthread> workers;
        for (unsigned i = 0; i < at_a_time; ++i) {
            workers.emplace_back([&] {
                for (std::size_t at; (at = next++) < proofs.size();) {
                    const Proof& proof = proofs[at];
                    // Schedules do not depend on the machine: a tenth of the rounds, or 20 where
                    // they alone decide, and each of these with one of four seeds.
                    const bool by_schedules = proof.declared.check == "schedules";
                    const int every = 10;
                    const int rounds = proof.kind == Proof::right ? options.solutions
                                       : by_schedules             ? std::min(20, options.impostors)
                                                                  : options.impostors;
                    Tally tally;
                    for (int round = 0; round < rounds; ++round) {
                        Effort effort{round % every == 0, round / every % 4};
                        if (by_schedules || options.only == "schedules") effort = {true, round % 4};
                        effort.only = options.only;
                        const auto verdicts = grade(session, proof, effort);
                        if (std::ranges::any_of(verdicts, [](const Verdict& verdict) {
                                return verdict.outcome == Outcome::inconclusive;
                            })) {
                            ++tally.inconclusive;
                            continue;
                        }
                        const std::string fault = fault_in(proof, verdicts);
                        if (fault.empty()) continue;
                        ++tally.wrong;
                        if (tally.first_fault.empty()) tally.first_fault = fault;
                    }
                    const std::lock_guard lock(output);
                    runs += rounds;
                    wrong += tally.wrong;
                    inconclusive += tally.inconclusive;
                    fmt::print(
                        "{:<16} {:<40} {:>4} runs, {} wrong, {} inconclusive{}\n",
                        proof.exercise->id, proof.what, rounds, tally.wrong, tally.inconclusive,
                        tally.first_fault.empty() ? "" : "\n    first: " + tally.first_fault);
                    std::fflush(stdout);
                }
            });
        }
    }
    fmt::print("{} verdicts with {}: {} wrong, {} inconclusive\n", runs,
               options.idle ? "idle cores" : fmt::format("{} cores kept busy", cores), wrong,
               inconclusive);
    return wrong == 0 ? Exit::passed : Exit::not_passed;
}

}  // namespace grader
