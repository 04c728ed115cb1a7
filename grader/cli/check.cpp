// racecourse check: grades exercises and says what is wrong and why.
#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

#include "catalogue/progress.h"
#include "cli/commands.h"
#include "cli/session.h"
#include "common/text.h"
#include "report/json.h"
#include "report/terminal.h"

namespace grader {

Exit check_command(const fs::path& root, const CheckOptions& options) {
    Session session(root);
    if (!options.only.empty()) {
        const auto& known = known_checks();
        if (std::ranges::find(known, options.only) == known.end()) {
            const auto meant = nearest(options.only, known);
            throw Error(fmt::format(
                "There is no check named '{}'{} The checks are: {}.", options.only,
                meant ? fmt::format("; did you mean '{}'?", *meant) : ".", joined(known, ", ")));
        }
    }
    if (!options.json) session.say_what_differs_here();
    const auto exercises = session.exercises(options.names);
    Terminal terminal(stdout, options.verbose);
    std::vector<Verdict> all;
    const auto has_test = [&](const Exercise& exercise) {
        return options.test.empty() || !tests_named(exercise, options.test).empty();
    };
    if (std::ranges::none_of(exercises, [&](const Exercise* each) { return has_test(*each); })) {
        throw no_such_test(exercises, options.test);
    }
    for (const Exercise* exercise : exercises) {
        if (!has_test(*exercise)) continue;
        Wanted wanted;
        wanted.all = options.all;
        wanted.test = options.test;
        wanted.wall_clock = options.wall_clock;
        if (!options.only.empty()) {
            if (std::ranges::find(exercise->checks, options.only) == exercise->checks.end()) {
                if (exercises.size() > 1) continue;
                throw Error(fmt::format("{} has no check '{}'. It has: {}.", exercise->id,
                                        options.only, joined(exercise->checks, ", ")));
            }
            wanted.checks = {options.only};
        }
        const Code code = session.code(*exercise, options.code);
        if (!options.json) terminal.exercise(*exercise);
        // A check that has no such test decided nothing.
        const auto decided = [&](const Verdict& verdict) {
            return options.test.empty() || !verdict.tests.empty() || !verdict.problems.empty();
        };
        const auto tell = [&](const Verdict& verdict) {
            if (!options.json && decided(verdict)) terminal.verdict(verdict);
        };
        auto verdicts = grade(session.bench(), *exercise, code, wanted, tell);
        std::erase_if(verdicts, [&](const Verdict& verdict) { return !decided(verdict); });
        if (!options.json) {
            terminal.summary(*exercise, verdicts);
            if (exercises.size() > 1) terminal.line();
        }
        const bool whole = options.only.empty() && options.test.empty();
        if (options.code.empty() && whole) {
            record_verdicts(root, *exercise, code, verdicts);
        }
        all.insert(all.end(), verdicts.begin(), verdicts.end());
    }
    if (options.json) fmt::print("{}\n", to_json(all));
    if (!options.svg.empty() && !write_picture(all, options.svg))
        fmt::print(stderr, "There is nothing to draw: no problem has a picture.\n");
    session.workshop().trim_cache();
    return exit_of(all);
}

}  // namespace grader
