#include "cli/session.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include <fmt/format.h>

#include "common/error.h"
#include "common/text.h"
#include "report/cores_svg.h"
#include "report/timeline_svg.h"

namespace grader {

fs::path own_folder() {
    return fs::read_symlink("/proc/self/exe").parent_path();
}

Session::Session(const fs::path& root)
    : catalogue_(root),
      sandbox_(own_folder() / "racecourse-stage"),
      workshop_(std::make_unique<Workshop>(root, sandbox_)) {
    remove_abandoned_work(root);
}

std::vector<const Exercise*> Session::exercises(const std::vector<std::string>& words) const {
    std::vector<const Exercise*> found;
    if (words.empty()) {
        for (const Exercise& exercise : catalogue_.exercises()) found.push_back(&exercise);
    }
    for (const std::string& word : words) {
        for (const Exercise* exercise : catalogue_.named(word)) {
            if (std::ranges::find(found, exercise) == found.end()) found.push_back(exercise);
        }
    }
    return found;
}

Code Session::code(const Exercise& exercise, const std::string& where) const {
    const fs::path& root = catalogue_.root();
    if (where.empty()) return read_code(exercise, exercise.public_dir, root);
    const fs::path base = where == "solutions" ? root / "solutions" : fs::absolute(where);
    if (!fs::is_directory(base)) {
        throw Error(
            where == "solutions"
                ? "This edition of the course has no solutions."
                : fmt::format(
                      "--code {}: there is no such folder. It must be shaped like exercises/.",
                      where));
    }
    // A link could hand in what is not the learner's, the solution for one.
    for (const std::string& name : exercise.files) {
        const fs::path path = base / exercise.relative / name;
        if (!fs::exists(path)) continue;
        const fs::path real = fs::canonical(path).lexically_relative(fs::canonical(base));
        if (real != exercise.relative / name) {
            throw Error(fmt::format("{} is a link or lies behind one; hand in the file itself.",
                                    path.string()));
        }
    }
    // Not exercises/: who hands in nothing is not graded by what lies there.
    return read_code(exercise, base / exercise.relative, root, exercise.hidden / "stub");
}

std::string Session::what_differs_here() const {
    const std::string& compiler = workshop_->compiler();
    std::string notes;
    if (sandbox_.isolation() != Isolation::namespaces) {
        notes +=
            "Note: this system does not let programs have namespaces of their own, so your code "
            "runs "
            "with limits only.\n`racecourse doctor` says how to change that.\n";
    }
    if (compiler.find(" 12.") == std::string::npos) {
        notes += fmt::format(
            "Note: this compiler is untried; the course was measured with g++ 12: {}\n", compiler);
    }
    const fs::path said = catalogue_.root() / ".racecourse/said";
    if (notes.empty() || (fs::exists(said) && read_file(said) == notes)) return "";
    write_file(said, notes);
    return notes;
}

void Session::say_what_differs_here() const {
    fmt::print(stderr, "{}", what_differs_here());
}

std::vector<std::string> tests_of(const Exercise& exercise) {
    std::vector<std::string> all;
    for (const std::string& check : exercise.checks) {
        const CheckKind& kind = check_kind(check);
        const auto tests = tests_in(read_file(source_of(exercise, kind)), kind.suite);
        all.insert(all.end(), tests.begin(), tests.end());
    }
    return all;
}

std::vector<std::string> tests_named(const Exercise& exercise, const std::string& name) {
    auto tests = tests_of(exercise);
    std::erase_if(tests, [&](const std::string& test) {
        return test != name && !test.ends_with("." + name);
    });
    return tests;
}

Error no_such_test(const std::vector<const Exercise*>& exercises, const std::string& name) {
    std::vector<std::string> known, with_suite, ids;
    for (const Exercise* exercise : exercises) {
        ids.push_back(exercise->id);
        for (const std::string& test : tests_of(*exercise)) {
            with_suite.push_back(test);
            known.push_back(name.find('.') == std::string::npos ? test.substr(test.find('.') + 1)
                                                                : test);
        }
    }
    std::string meant = ".";
    if (const auto near = nearest(name, known)) {
        const auto at = std::ranges::find(known, *near) - known.begin();
        meant = fmt::format("; did you mean '{}'?", with_suite[static_cast<std::size_t>(at)]);
    } else if (exercises.size() == 1) {
        meant = fmt::format(". It has: {}.", joined(with_suite, ", "));
    }
    return Error(fmt::format("No test is named '{}' in {}{}", name, joined(ids, ", "), meant));
}

void remove_abandoned_work(const fs::path& root) {
    std::error_code error;
    std::vector<fs::path> abandoned;
    for (const auto& entry : fs::directory_iterator(root / ".racecourse/work", error)) {
        // "PID-NUMBER"
        const int pid = std::atoi(entry.path().filename().c_str());
        if (pid > 0 && kill(pid, 0) != 0 && errno == ESRCH) abandoned.push_back(entry.path());
    }
    for (const fs::path& path : abandoned) fs::remove_all(path, error);
}

bool write_picture(const std::vector<Verdict>& verdicts, const fs::path& file) {
    for (const Verdict& verdict : verdicts)
        for (const Problem& problem : verdict.problems) {
            if (!problem.timeline && !problem.lanes) continue;
            write_file(file, problem.timeline ? timeline_svg(*problem.timeline)
                                              : cores_svg(*problem.lanes));
            fmt::print(stderr, "The picture is in {}.\n", file.string());
            return true;
        }
    return false;
}

Exit exit_of(const std::vector<Verdict>& verdicts) {
    const auto any = [&](auto of) {
        return std::ranges::any_of(verdicts,
                                   [&](const Verdict& verdict) { return of(verdict.outcome); });
    };
    const auto failed = [](Outcome outcome) {
        return outcome != Outcome::pass && outcome != Outcome::environment &&
               outcome != Outcome::inconclusive;
    };
    if (any(failed)) return Exit::not_passed;
    if (any([](Outcome outcome) { return outcome == Outcome::environment; }))
        return Exit::environment;
    if (any([](Outcome outcome) { return outcome == Outcome::inconclusive; }))
        return Exit::inconclusive;
    return Exit::passed;
}

}  // namespace grader
