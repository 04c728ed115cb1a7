// racecourse litmus: every outcome of a small program that the schedules show, and how one of them
// comes about.
#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

#include "checks/conducted.h"
#include "checks/places.h"
#include "cli/commands.h"
#include "cli/session.h"
#include "common/text.h"
#include "explain/schedule.h"
#include "report/terminal.h"

namespace grader {

Exit litmus_command(const fs::path& root, const std::string& file, const std::string& wanted) {
    if (!fs::is_regular_file(file)) throw Error(fmt::format("{}: there is no such file.", file));
    Session session(root);
    const Litmus litmus = read_litmus(file);
    const Code code = {{"litmus.cpp", file, read_file(file)}};
    const Built built = build_conducted(session.workshop(), code);
    Terminal terminal;
    if (!built.ok) {
        Verdict verdict;
        verdict.check = "litmus";
        verdict.outcome = Outcome::does_not_build;
        verdict.problems = explain_compiler(built.diagnostics, names_of(code));
        terminal.verdict(verdict);
        return Exit::not_passed;
    }
    const auto seen = litmus_outcomes(session.sandbox(), built, litmus.test, 4000);
    const auto is_in = [](const std::vector<std::string>& list, const std::string& outcome) {
        return std::ranges::find(list, outcome) != list.end();
    };
    if (!wanted.empty()) {
        const auto found = std::ranges::find(seen, wanted, &LitmusSeen::outcome);
        if (found == seen.end()) {
            fmt::print("No schedule came to \"{}\".\n", wanted);
            return Exit::not_passed;
        }
        std::string json = trace_of(session.sandbox(), built.conducted, litmus.test, found->token);
        add_places(session.sandbox(), built.conducted, json);
        Verdict verdict;
        verdict.check = "litmus";
        verdict.problems.push_back(explain_schedule(json, names_of(code)));
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
