// racecourse replay: one schedule again, as a timeline, a picture, or in gdb.
#include <cstdio>

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/play.h"
#include "cli/session.h"
#include "common/text.h"
#include "report/json.h"
#include "report/terminal.h"

namespace grader {
namespace {

struct Token {
    std::string exercise, test, schedule;
};

Token parsed(const std::string& text) {
    const auto first = text.find(':');
    const auto second = first == std::string::npos ? first : text.find(':', first + 1);
    if (second == std::string::npos || second + 1 == text.size()) {
        throw Error(
            fmt::format("'{}' is no token. A token looks like "
                        "chapter03/ex01:NameOfTheTest:1Ab2c, and a verdict of the check "
                        "schedules ends with one.",
                        text));
    }
    return {text.substr(0, first), text.substr(first + 1, second - first - 1),
            text.substr(second + 1)};
}

Exit in_gdb(Session& session, const Exercise& exercise, const Code& code, const Token& token,
            const fs::path& root) {
    const CheckKind& kind = check_kind("schedules");
    const fs::path source = source_of(exercise, kind);
    const Built built = session.workshop().build(code, source, kind.flavour, true);
    if (!built.ok) throw Error("The code does not build: run `racecourse check` on it first.");
    Job job;
    const fs::path learners = (root / code.front().shown).parent_path();
    const fs::path shown = fs::exists(learners) ? learners : exercise.public_dir;
    job.argv = {
        "gdb",
        "-q",
        "-nx",
        "-ex",
        "set confirm off",
        "-ex",
        "set debuginfod enabled off",
        "-ex",
        fmt::format("directory \"{}\":\"{}\"", shown.string(), source.parent_path().string()),
        "-ex",
        "break conductor::stop_here",
        "-ex",
        "run",
        "-ex",
        to_the_line,
        "--args",
        built.conducted.string(),
        "--gtest_filter=Schedules." + token.test,
        "--gtest_catch_exceptions=0",
        "--replay=" + token.schedule,
        "--under-debugger"};
    job.env = {"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "TERM=xterm-256color", "HOME=/tmp"};
    job.cwd = "/tmp";
    job.mounts = {{built.conducted.parent_path(), false},
                  {shown, false},
                  {source.parent_path(), false},
                  {session.workshop().kit(), false}};
    job.on_terminal = true;
    job.limits.wall_seconds = 24 * 3600;
    job.limits.cpu_seconds = 3600;
    job.limits.memory_mib = 8192;
    fmt::print(
        "{} in gdb, in the schedule of the token. It stops at the step that fails. Useful: bt, "
        "info threads, thread apply all bt, quit.\n\n",
        token.test);
    std::fflush(stdout);
    (void)session.sandbox().run(job);
    return Exit::passed;
}

}  // namespace

Exit replay_command(const fs::path& root, const ReplayOptions& options) {
    const Token token = parsed(options.token);
    Session session(root);
    const auto puzzles = find_puzzles(root);
    if (const Puzzle* puzzle = puzzle_named(puzzles, token.exercise))
        return replay_puzzle(session, *puzzle, token.test, token.schedule, options);
    const Exercise& exercise = session.catalogue().one(token.exercise);
    Wanted wanted;
    wanted.checks = {"schedules"};
    wanted.test = "Schedules." + token.test;
    wanted.stub_is_code = true;
    wanted.replay = token.schedule;
    if (tests_named(exercise, wanted.test).empty()) throw no_such_test({&exercise}, wanted.test);
    const Code code = options.impostor.empty() ? session.code(exercise, options.code)
                                               : impostor_code(root, exercise, options.impostor);
    const auto verdicts = grade(session.bench(), exercise, code, wanted);
    const Verdict& verdict = verdicts.front();
    if (verdict.outcome == Outcome::environment) {
        const std::string& why = verdict.problems.front().headline;
        // Damaged, or of other code: the one who typed it can mend that.
        if (why.starts_with("The token")) throw Error(why);
    }
    if (options.gdb && verdict.outcome != Outcome::pass)
        return in_gdb(session, exercise, code, token, root);
    if (options.json) {
        fmt::print("{}\n", to_json(verdicts));
    } else {
        Terminal terminal;
        terminal.exercise(exercise);
        terminal.verdict(verdict);
        if (verdict.outcome == Outcome::pass) fmt::print("In this schedule nothing fails.\n");
    }
    if (!options.svg.empty()) {
        if (write_picture(verdicts, options.svg)) return exit_of(verdicts);
        throw Error("There is no timeline to draw.", Exit::not_passed);
    }
    return exit_of(verdicts);
}

}  // namespace grader
