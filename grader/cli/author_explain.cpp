// racecourse author explain: what the author of each impostor would read, as one page, for those
// who write the explanations.
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <thread>

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/proof.h"
#include "cli/session.h"
#include "common/text.h"
#include "report/explanations.h"
#include "report/terminal.h"

namespace grader {
namespace {

// What `check` prints for these verdicts on a small terminal without colour.
std::string printed(const Exercise& exercise, const std::vector<Verdict>& verdicts) {
    char* text = nullptr;
    std::size_t size = 0;
    std::FILE* file = open_memstream(&text, &size);
    if (file == nullptr) throw Error("There is not enough memory.", Exit::environment);
    Terminal terminal(file, false, false, screen_columns);
    terminal.exercise(exercise);
    for (const Verdict& verdict : verdicts) terminal.verdict(verdict);
    terminal.summary(exercise, verdicts);
    std::fclose(file);
    std::string result(text, size);
    std::free(text);
    return result;
}

// The comment below the line that declares how it fails.
std::string thought_of(const Code& code) {
    for (const LearnerFile& file : code) {
        if (!file.content.starts_with("// Fails:")) continue;
        std::vector<std::string> words;
        auto lines = split_lines(file.content);
        for (std::size_t i = 1; i < lines.size() && lines[i].starts_with("//"); ++i)
            words.push_back(trimmed(lines[i].substr(2)));
        return joined(words, " ");
    }
    return "";
}

std::string difference(const Session& session, const Proof& proof) {
    const fs::path root = fs::absolute(session.catalogue().root());
    const fs::path solution = root / "solutions" / proof.exercise->relative;
    const fs::path impostor = proof.exercise->hidden / proof.what;
    std::string all;
    for (const LearnerFile& file : proof.code) {
        if (!fs::exists(impostor / file.name)) continue;
        Job job;
        job.argv = {"diff",
                    "-u",
                    "--label",
                    "the solution's " + file.name,
                    "--label",
                    "the impostor's " + file.name,
                    solution / file.name,
                    impostor / file.name};
        job.env = {"PATH=/usr/bin:/bin", "LC_ALL=C"};
        job.cwd = "/tmp";
        job.mounts = {{solution, false}, {impostor, false}};
        all += session.sandbox().run(job).out;
    }
    return all;
}

// As the learner would have it: the file lies in exercises/.
void put_in_exercises(Proof& proof) {
    for (LearnerFile& file : proof.code)
        file.shown = ("exercises" / proof.exercise->relative / file.name).string();
}

void refuse_unwritable(const fs::path& page) {
    if (fs::is_directory(page))
        throw Error(fmt::format("{} is a folder; name a file.", page.string()));
    const fs::path folder = fs::absolute(page).parent_path();
    if (!fs::is_directory(folder))
        throw Error(fmt::format("{}: there is no such folder.", folder.string()));
}

Explanation explained(Session& session, const Proof& proof) {
    Explanation one;
    one.exercise = proof.exercise->id;
    one.title = proof.exercise->title;
    one.impostor = proof.what.substr(proof.what.find('/') + 1);
    one.declared = proof.declared.check + ", " + proof.declared.outcome;
    one.thought = thought_of(proof.code);
    try {
        one.difference = difference(session, proof);
        const auto verdicts = grade(session, proof);
        one.fault = fault_in(proof, verdicts);
        one.shown = printed(*proof.exercise, verdicts);
        for (const Verdict& verdict : verdicts)
            for (const Problem& problem : verdict.problems)
                for (const Step& step : problem.steps)
                    if (step.place)
                        one.places.push_back(
                            fmt::format("{}:{}", step.place->file, step.place->line));
    } catch (const std::exception& error) {
        one.fault = error.what();
    }
    return one;
}

}  // namespace

Exit author_explain_command(const fs::path& root, const ExplainOptions& options) {
    if (options.names.empty() && !options.all)
        throw Error("Name exercises or chapters, or say --all.");
    const fs::path page = options.output.empty() ? root / ".racecourse/explanations.md"
                                                 : fs::absolute(options.output);
    Session session(root);
    std::vector<Proof> proofs;
    for (const Exercise* exercise :
         session.exercises(options.all ? std::vector<std::string>() : options.names)) {
        for (Proof& proof : proofs_of(root, *exercise)) {
            if (proof.kind != Proof::impostor) continue;
            put_in_exercises(proof);
            proofs.push_back(std::move(proof));
        }
    }
    if (options.output.empty()) fs::create_directories(page.parent_path());
    refuse_unwritable(page);

    const Terminal terminal;
    std::vector<Explanation> all(proofs.size());
    std::size_t done = 0, failed = 0;
    std::mutex output;
    std::atomic<std::size_t> next{0};
    {
        std::vector<std::jthread> workers;
        for (unsigned i = 0; i < std::max(2u, std::thread::hardware_concurrency()); ++i) {
            workers.emplace_back([&] {
                for (std::size_t at; (at = next++) < proofs.size();) {
                    all[at] = explained(session, proofs[at]);
                    const bool good = all[at].fault.empty();
                    const std::lock_guard lock(output);
                    ++done;
                    failed += good ? 0 : 1;
                    fmt::print("  {} {:>3} of {}  {} {}{}\n",
                               terminal.toned(good ? Terminal::Tone::good : Terminal::Tone::bad,
                                              good ? "✓" : "✗"),
                               done, proofs.size(), all[at].exercise, all[at].impostor,
                               good ? "" : ": " + all[at].fault);
                    std::fflush(stdout);
                }
            });
        }
    }
    session.workshop().trim_cache();
    write_file(page, explanations_page(all));
    fmt::print("What {} would read is in {}\n", counted(static_cast<long>(all.size()), "author"),
               page.string());
    if (failed > 0) {
        fmt::print("{} of them end otherwise than their first line says: racecourse author check\n",
                   failed);
    }
    return failed == 0 ? Exit::passed : Exit::not_passed;
}

}  // namespace grader
