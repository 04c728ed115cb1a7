// racecourse litmus: every outcome of a small program that the schedules show, and how one of them
// comes about.
#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

#include "checks/litmus.h"
#include "cli/commands.h"
#include "cli/session.h"
#include "report/terminal.h"

namespace grader {

Exit litmus_command(const fs::path& root, const std::string& file, const std::string& wanted) {
    if (!fs::is_regular_file(file)) throw Error(fmt::format("{}: there is no such file.", file));
    Session session(root);
    const Explored explored = explore(session.bench(), file);
    const Litmus& litmus = explored.litmus;
    Terminal terminal;
    if (!explored.built.ok) {
        Verdict verdict;
        verdict.check = "litmus";
        verdict.outcome = Outcome::does_not_build;
        verdict.problems = explored.does_not_build;
        terminal.verdict(verdict);
        return Exit::not_passed;
    }
    const auto& seen = explored.seen;
    const auto is_in = [](const std::vector<std::string>& list, const std::string& outcome) {
        return std::ranges::find(list, outcome) != list.end();
    };
    if (!wanted.empty()) {
        const LitmusSeen* found = explored.find(wanted);
        if (found == nullptr) {
            fmt::print("No schedule came to \"{}\".\n", wanted);
            return Exit::not_passed;
        }
        Verdict verdict;
        verdict.check = "litmus";
        verdict.problems.push_back(how_it_came(session.bench(), explored, *found));
        terminal.verdict(verdict);
        return Exit::passed;
    }
    const bool has_lists = !litmus.allowed.empty();
    bool good = true;
    fmt::print("{:>8}  outcome\n", "times");
    for (const LitmusSeen& each : seen) {
        const bool surprising = has_lists && !is_in(litmus.allowed, each.outcome);
        good = good && !surprising;
        fmt::print("{:>8}  {}{}\n", each.times, each.outcome,
                   surprising ? "   C++ does not allow this" : "");
    }
    for (const std::string& outcome : litmus.allowed) {
        if (std::ranges::find(seen, outcome, &LitmusSeen::outcome) != seen.end()) continue;
        const bool known = is_in(litmus.not_shown, outcome);
        good = good && known;
        fmt::print("{:>8}  {}   C++ allows it{}\n", 0, outcome,
                   known ? ", but this method cannot show it" : "");
    }
    fmt::print("How one comes about: racecourse litmus {} --show \"{}\"\n", file,
               seen.empty() ? "" : seen.front().outcome);
    return good ? Exit::passed : Exit::not_passed;
}

}  // namespace grader
