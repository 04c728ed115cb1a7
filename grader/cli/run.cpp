// racecourse run and racecourse debug: the learner's code as a plain program, on the terminal.
#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

#include "checks/screen.h"
#include "cli/commands.h"
#include "cli/session.h"
#include "common/text.h"
#include "report/terminal.h"

namespace grader {
namespace {

// Builds, or shows why that does not work and returns an empty path.
fs::path program_of(Session& session, const Exercise& exercise, const Code& code,
                    const fs::path& source, Flavour flavour) {
    Verdict verdict;
    verdict.check = "build";
    verdict.problems = screen_source(exercise, code);
    verdict.outcome = Outcome::rejected;
    Built built;
    if (verdict.problems.empty()) {
        built = session.workshop().build(code, source, flavour);
        if (built.ok) return built.program;
        verdict.outcome = Outcome::does_not_build;
        verdict.problems = explain_compiler(built.diagnostics, names_of(code));
    }
    Terminal terminal;
    terminal.exercise(exercise);
    terminal.verdict(verdict);
    return {};
}

Job on_terminal(const fs::path& program) {
    Job job;
    job.argv = {program.string()};
    job.env = {"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "TERM=xterm-256color"};
    job.cwd = "/tmp";
    job.mounts = {{program.parent_path(), false}};
    job.on_terminal = true;
    return job;
}

}  // namespace

Exit run_command(const fs::path& root, const std::string& name, const std::string& where) {
    Session session(root);
    const Exercise& exercise = session.catalogue().one(name);
    const Code code = session.code(exercise, where);
    const fs::path program =
        program_of(session, exercise, code, exercise.public_dir / "examples.cpp", Flavour::debug);
    if (program.empty()) return Exit::not_passed;
    Job job = on_terminal(program);
    // The tripwire is the grader's.
    job.argv.push_back("--gtest_filter=-Tripwire.*");
    job.limits.wall_seconds = 600;
    const Ended ended = session.sandbox().run(job);
    if (ended.end != End::exited) fmt::print("The program did not end by itself.\n");
    return ended.ok() ? Exit::passed : Exit::not_passed;
}

Exit debug_command(const fs::path& root, const std::string& name, const std::string& where,
                   const std::string& wanted_test) {
    Session session(root);
    const Exercise& exercise = session.catalogue().one(name);
    const Code code = session.code(exercise, where);

    if (!wanted_test.empty() && tests_named(exercise, wanted_test).empty()) {
        throw no_such_test({&exercise}, wanted_test);
    }
    // Without --test: the first test that does not pass.
    std::string test = wanted_test, check;
    Wanted wanted;
    wanted.test = wanted_test;
    wanted.stub_is_code = true;
    for (const Verdict& verdict : grade(session.bench(), exercise, code, wanted)) {
        for (const Problem& problem : verdict.problems) {
            if (problem.outcome == Outcome::does_not_build ||
                problem.outcome == Outcome::rejected) {
                Terminal terminal;
                terminal.verdict(verdict);
                return Exit::not_passed;
            }
            if (!check.empty() || problem.test.empty()) continue;
            check = verdict.check;
            test = problem.test;
        }
        if (check.empty() && !wanted_test.empty() && !verdict.tests.empty()) {
            check = verdict.check;
            test = verdict.tests.front().name;
        }
    }
    if (check.empty()) {
        fmt::print("Every test of {} passes; name one with --test to look at it.\n", exercise.id);
        return Exit::passed;
    }
    const CheckKind& kind = check_kind(check);
    const bool race = kind.flavour == Flavour::thread;
    const fs::path source = source_of(exercise, kind);
    const fs::path program =
        program_of(session, exercise, code, source, race ? Flavour::thread : Flavour::debug);
    if (program.empty()) return Exit::not_passed;

    Job job = on_terminal(program);
    const fs::path learners = (root / code.front().shown).parent_path();
    const fs::path shown = fs::exists(learners) ? learners : exercise.public_dir;
    job.mounts.push_back({shown, false});
    job.mounts.push_back({source.parent_path(), false});
    job.mounts.push_back({session.workshop().kit(), false});
    job.argv = {
        "gdb",
        "-q",
        "-nx",
        "-ex",
        "set confirm off",
        "-ex",
        "set debuginfod enabled off",
        "-ex",
        fmt::format("directory \"{}\":\"{}\"", shown.string(), source.parent_path().string())};
    // ThreadSanitizer calls this for every report; GoogleTest stops by itself at a failed
    // expectation.
    if (race) {
        job.argv.insert(job.argv.end(),
                        {"-ex", "set breakpoint pending on", "-ex", "break __tsan_on_report"});
    }
    fmt::print(
        "{} in gdb. It stops where {}. Useful: bt, up, info threads, thread apply all bt, quit.\n"
        "If the test hangs, press Ctrl-C and type: thread apply all bt\n\n",
        test,
        race ? "ThreadSanitizer reports the race" : "an expectation fails or the program crashes");
    std::fflush(stdout);
    job.argv.insert(job.argv.end(), {"-ex", "run", "-ex", to_the_line, "--args", program.string(),
                                     "--gtest_filter=" + test, "--gtest_break_on_failure",
                                     "--gtest_catch_exceptions=0"});
    job.limits.wall_seconds = 24 * 3600;
    job.limits.cpu_seconds = 3600;
    job.limits.memory_mib = 8192;
    job.env.push_back("HOME=/tmp");
    job.env.push_back("TSAN_OPTIONS=detect_deadlocks=0");
    (void)session.sandbox().run(job);
    return Exit::passed;
}

}  // namespace grader
