// racecourse author check: proves that an exercise's tests are any good. The stub is not started,
// the solution and the other right designs pass, each impostor fails where and why it says.
#include <algorithm>
#include <atomic>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "catalogue/course_rules.h"
#include "catalogue/overview.h"
#include "checks/speed_rule.h"
#include "cli/commands.h"
#include "cli/play.h"
#include "cli/proof.h"
#include "cli/session.h"
#include "common/error.h"
#include "common/text.h"
#include "report/terminal.h"

namespace grader {

std::vector<Proof> proofs_of(const fs::path& root, const Exercise& exercise) {
    std::vector<Proof> proofs;
    const fs::path solution = root / "solutions" / exercise.relative;
    proofs.push_back(
        {&exercise, Proof::stub, "stub", read_code(exercise, exercise.hidden / "stub", root), {}});
    proofs.push_back(
        {&exercise, Proof::right, "solution", read_code(exercise, solution, root), {}});
    for (const std::string& name : folders_in(exercise.hidden / "also_right")) {
        proofs.push_back(
            {&exercise,
             Proof::right,
             "also_right/" + name,
             read_code(exercise, exercise.hidden / "also_right" / name, root, solution),
             {}});
    }
    for (const std::string& name : folders_in(exercise.hidden / "impostors")) {
        const fs::path folder = exercise.hidden / "impostors" / name;
        proofs.push_back({&exercise, Proof::impostor, "impostors/" + name,
                          read_code(exercise, folder, root, solution), declared_failure(folder)});
    }
    return proofs;
}

std::string fault_in(const Proof& proof, const std::vector<Verdict>& verdicts) {
    const auto said = [](const Verdict& verdict) {
        return fmt::format("{} says '{}': {}", verdict.check, name(verdict.outcome),
                           trimmed(words_of(verdict)));
    };
    switch (proof.kind) {
        case Proof::right:
            for (const Verdict& verdict : verdicts) {
                if (verdict.outcome != Outcome::pass) return "is right, but " + said(verdict);
            }
            return {};
        case Proof::stub: {
            if (proof.exercise->kind == Kind::repair) {
                // Graded as an answer, the shipped fault must be caught by some check that compiles
                // and runs it.
                const Verdict& last = verdicts.back();
                const bool caught =
                    last.outcome != Outcome::pass && last.outcome != Outcome::rejected &&
                    last.outcome != Outcome::does_not_build && last.outcome != Outcome::not_started;
                return caught ? "" : "the shipped fault is not caught: " + said(last);
            }
            for (const Verdict& verdict : verdicts) {
                if (verdict.outcome != Outcome::not_started)
                    return "is not 'not started': " + said(verdict);
            }
            return verdicts.size() == proof.exercise->checks.size() ? ""
                                                                    : "not every check was decided";
        }
        case Proof::impostor: {
            const Verdict& last = verdicts.back();
            // Graded no further than its check: only behind the last one is nothing left to catch
            // it.
            if (last.outcome == Outcome::pass && last.check == proof.exercise->checks.back())
                return "is wrong, but passes every check";
            if (last.check != proof.declared.check ||
                name(last.outcome) != proof.declared.outcome) {
                return fmt::format("should end with {}, {}; but {}", proof.declared.check,
                                   proof.declared.outcome, said(last));
            }
            if (words_of(last).find(proof.declared.text) == std::string::npos) {
                return fmt::format("fails as declared, but the explanation lacks \"{}\": {}",
                                   proof.declared.text, said(last));
            }
            return {};
        }
    }
    return {};
}

std::string leaves_band(const Proof& proof, const std::vector<Verdict>& verdicts) {
    if (proof.kind == Proof::stub) return {};
    for (const Verdict& verdict : verdicts) {
        const auto left = leaves_band(verdict.speed, *proof.exercise, proof.kind == Proof::right);
        if (!left.empty())
            return left + " Measure again: racecourse author calibrate " + proof.exercise->id;
    }
    return {};
}

std::vector<Verdict> grade(Session& session, const Proof& proof, const Effort& effort) {
    Wanted wanted;
    wanted.seed = effort.seed;
    wanted.all_rounds = effort.all_rounds;
    wanted.all = proof.kind == Proof::stub && proof.exercise->kind == Kind::build;
    wanted.stub_is_code = true;
    if (!effort.only.empty()) {
        wanted.checks = {effort.only};
        return grade(session.bench(), *proof.exercise, proof.code, wanted);
    }
    for (const std::string& check : proof.exercise->checks)
        if (proof.kind == Proof::right && (effort.schedules || check != "schedules"))
            wanted.checks.push_back(check);
    // To compile an impostor alone as well, for the screen's sake, is a sixth of all that its proof
    // costs. The screen still reads its source, and what it calls in the object of its tests.
    wanted.trusted = proof.kind == Proof::impostor &&
                     proof.declared.outcome != name(Outcome::does_not_build) &&
                     proof.declared.outcome != name(Outcome::rejected);
    // Nothing is built for checks behind the one that must catch it.
    for (const std::string& check : proof.exercise->checks) {
        if (proof.kind != Proof::impostor) break;
        wanted.checks.push_back(check);
        if (check == proof.declared.check) break;
    }
    return grade(session.bench(), *proof.exercise, proof.code, wanted);
}

namespace {

std::string shown_manifest(const Exercise& exercise) {
    return (fs::path("grader/hidden") / exercise.relative / "exercise.toml").string();
}

// The puzzles that the words name, by themselves or with their chapter; all when there are no
// words. Words that name a puzzle alone are taken out.
std::vector<Puzzle> puzzles_of(const fs::path& root, std::vector<std::string>& words) {
    const auto all = find_puzzles(root);
    if (words.empty()) return all;
    std::vector<Puzzle> named;
    for (const Puzzle& puzzle : all) {
        const auto is_it = [&](const std::string& word) {
            return puzzle_named(all, word) == &puzzle;
        };
        const bool by_chapter = std::ranges::any_of(words, [&](const std::string& word) {
            return word == "all" || word == puzzle.label ||
                   word == puzzle.relative.begin()->string();
        });
        if (by_chapter || std::ranges::any_of(words, is_it)) named.push_back(puzzle);
    }
    std::erase_if(words,
                  [&](const std::string& word) { return puzzle_named(all, word) != nullptr; });
    return named;
}

// Those of the designs that are named.
void keep_only(std::vector<Proof>& proofs, const std::vector<std::string>& designs) {
    const auto bare = [](const std::string& what) { return what.substr(what.find('/') + 1); };
    const auto is_it = [&](const Proof& proof, const std::string& design) {
        return proof.what == design || bare(proof.what) == design;
    };
    for (const std::string& design : designs) {
        if (std::ranges::any_of(proofs, [&](const Proof& proof) { return is_it(proof, design); }))
            continue;
        std::vector<std::string> known;
        for (const Proof& proof : proofs) known.push_back(bare(proof.what));
        const auto near = nearest(bare(design), known);
        throw Error(fmt::format("There is no design '{}'{}", design,
                                near ? fmt::format("; did you mean '{}'?", *near)
                                     : fmt::format(". There are: {}.", joined(known, ", "))));
    }
    std::erase_if(proofs, [&](const Proof& proof) {
        return std::ranges::none_of(
            designs, [&](const std::string& design) { return is_it(proof, design); });
    });
}

}  // namespace

Exit author_check_command(const fs::path& root, const std::vector<std::string>& names,
                          const std::vector<std::string>& designs) {
    Session session(root);
    const Terminal terminal;
    int passed = 0;
    std::vector<std::string> failed;  // said again at the end, where they are looked for
    std::mutex output;
    const auto say = [&](const std::string& name, const std::string& what,
                         const std::string& fault) {
        const std::lock_guard lock(output);
        const bool good = fault.empty();
        const std::string line = fmt::format(
            "  {} {} {}{}\n",
            terminal.toned(good ? Terminal::Tone::good : Terminal::Tone::bad, good ? "✓" : "✗"),
            name, what, good ? "" : ": " + fault);
        if (good)
            ++passed;
        else
            failed.push_back(line);
        fmt::print("{}", line);
        std::fflush(stdout);
    };
    // The page about all of them, where there is one: a course in the making may do without.
    if (names.empty() && fs::exists(root / overview_file))
        say(overview_file, "as the exercises are",
            read_file(root / overview_file) == overview(root, session.catalogue().exercises())
                ? ""
                : "is not of the exercises as they are. Write it anew: racecourse author table");
    std::vector<Proof> proofs;
    auto words = names;
    for (const Puzzle& puzzle : puzzles_of(root, words))
        say(puzzle.id, puzzle.name, joined(puzzle_faults(session, puzzle), "\n    "));
    const bool only_puzzles = words.empty() && !names.empty();
    std::vector<const Exercise*> proven;
    std::string chapter;
    for (const Exercise* exercise :
         only_puzzles ? std::vector<const Exercise*>() : session.exercises(words)) {
        // A chapter's own text, once, before its first exercise.
        if (std::exchange(chapter, exercise->label) != exercise->label &&
            fs::exists(root / exercise->chapter_text)) {
            say(exercise->label, "flash cards",
                joined(card_faults(root, root / exercise->chapter_text), "\n    "));
        }
        const auto faults = course_faults(root, *exercise);
        say(exercise->id, "files", joined(faults, "\n    "));
        if (!faults.empty()) continue;
        try {
            auto more = proofs_of(root, *exercise);
            std::move(more.begin(), more.end(), std::back_inserter(proofs));
            proven.push_back(exercise);
        } catch (const Error& error) {
            say(exercise->id, "impostors", error.what());
        }
    }
    if (!designs.empty()) keep_only(proofs, designs);
    std::set<std::pair<const Exercise*, std::string>> met;  // mistakes, by what is said of them
    std::atomic<std::size_t> next{0};
    {
        std::vector<std::jthread> workers;
        for (unsigned i = 0; i < std::max(2u, std::thread::hardware_concurrency()); ++i) {
            workers.emplace_back([&] {
                for (std::size_t at; (at = next++) < proofs.size();) {
                    const Proof& proof = proofs[at];
                    std::string fault;
                    try {
                        const auto verdicts = grade(session, proof, {.all_rounds = true});
                        {
                            const std::lock_guard lock(output);
                            for (const Verdict& verdict : verdicts)
                                for (const Problem& problem : verdict.problems)
                                    met.emplace(proof.exercise, problem.mistake);
                        }
                        fault = fault_in(proof, verdicts);
                        if (fault.empty()) fault = leaves_band(proof, verdicts);
                    } catch (const std::exception& error) {
                        fault = error.what();
                    }
                    say(proof.exercise->id, proof.what, fault);
                }
            });
        }
    }
    for (const Exercise* exercise : proven) {
        std::vector<std::string> faults;
        for (const Mistake& mistake : exercise->mistakes)
            if (!met.contains({exercise, mistake.say}))
                faults.push_back(fmt::format("{}:{}: no impostor makes this mistake.",
                                             shown_manifest(*exercise), mistake.line));
        if (!exercise->mistakes.empty() && designs.empty())
            say(exercise->id, "mistakes", joined(faults, "\n    "));
    }
    session.workshop().trim_cache();
    if (!failed.empty()) fmt::print("\nFailed:\n{}", joined(failed, ""));
    fmt::print("{} passed, {} failed\n", passed, failed.size());
    return failed.empty() ? Exit::passed : Exit::not_passed;
}

}  // namespace grader
