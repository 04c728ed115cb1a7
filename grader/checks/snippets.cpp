#include "checks/snippets.h"

#include <fmt/format.h>

#include "common/error.h"
#include "common/text.h"

namespace grader {
namespace {

Ended run(const Bench& bench, const Built& built, Flavour flavour) {
    Job job;
    job.argv = {built.program.string()};
    job.env = sanitizer_environment();
    job.env.push_back("PATH=/usr/bin:/bin");
    job.cwd = "/tmp";
    job.mounts = {{built.program.parent_path(), false}};
    job.fixed_addresses = flavour == Flavour::thread;
    job.limits.wall_seconds = 30;
    return bench.sandbox.run(job);
}

// Ends a program as soon as all of its threads wait for ever.
class UntilStuck : public Watcher {
  public:
    Wish on_tick(const Usage& usage) override {
        const bool all = usage.threads > 0 && usage.blocked_for_ever == usage.threads;
        if (!all) since_ = usage.wall_seconds;
        stuck = all && usage.wall_seconds - since_ > 0.5;
        return stuck ? Wish::stop : Wish::go_on;
    }
    bool stuck = false;

  private:
    double since_ = 0;
};

std::string how(const Ended& ended) {
    return fmt::format("it ended with status {}{}\n{}", ended.status,
                       ended.end == End::exited ? "" : " (stopped)",
                       ended.err.empty() ? ended.out : ended.err);
}

}  // namespace

std::vector<Snippet> snippets_in(std::string_view markdown) {
    std::vector<Snippet> snippets;
    const auto lines = split_lines(markdown);
    bool after_snippet = false;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (!lines[i].starts_with("```")) {
            // An output block belongs to the block before it, prose between them or not being a
            // heading.
            if (lines[i].starts_with("#")) after_snippet = false;
            continue;
        }
        const std::string info = trimmed(lines[i].substr(3));
        const std::size_t start = i;
        std::string body;
        for (++i; i < lines.size() && !lines[i].starts_with("```"); ++i) body += lines[i] + "\n";
        if (i == lines.size())
            throw Error(fmt::format("line {}: this code block is never closed.", start + 1));
        if (info == "cpp" || info.starts_with("cpp ")) {
            snippets.push_back(
                {static_cast<int>(start) + 1, trimmed(info.substr(3)), body, {}, false});
            after_snippet = true;
        } else {
            if ((info == "output" || info == "error") && after_snippet) {
                snippets.back().output = body;
                snippets.back().has_output = true;
            }
            after_snippet = false;
        }
    }
    return snippets;
}

std::string fault_in(const Bench& bench, const Snippet& snippet) {
    const std::string& word = snippet.word;
    const bool thread = word == "race";
    const bool plain = word == "deadlock" || word == "wrong";
    const Flavour flavour = thread ? Flavour::thread : plain ? Flavour::debug : Flavour::address;
    const bool only_compile = word == "compile" || word == "does-not-compile";
    if (!thread && !plain && !only_compile && word != "run" && word != "crash") {
        return fmt::format("'cpp {}' says nothing about what the tests shall prove", word);
    }
    const Built built = bench.workshop.build_snippet(snippet.code, flavour, only_compile);
    if (word == "does-not-compile") {
        if (built.ok) return "it compiles";
        const std::string wanted = trimmed(snippet.output);
        if (snippet.has_output && built.diagnostics.find(wanted) == std::string::npos) {
            return fmt::format("the compiler does not say \"{}\" but:\n{}", wanted,
                               built.diagnostics);
        }
        return {};
    }
    if (built.starved) return "the compiler was stopped: this machine is too busy";
    if (!built.ok) return "it does not build:\n" + built.diagnostics;
    if (built.diagnostics.find("warning:") != std::string::npos)
        return "the compiler warns:\n" + built.diagnostics;
    if (only_compile) return {};
    if (word == "deadlock") {
        Job job;
        job.argv = {built.program.string()};
        job.cwd = "/tmp";
        job.mounts = {{built.program.parent_path(), false}};
        job.limits.wall_seconds = 30;
        UntilStuck watcher;
        const Ended ended = bench.sandbox.run(job, &watcher);
        return watcher.stuck ? "" : "it does not get stuck: " + how(ended);
    }
    const Ended ended = run(bench, built, flavour);
    if (word == "race") {
        const bool seen =
            ended.err.find("WARNING: ThreadSanitizer: data race") != std::string::npos;
        return seen ? "" : "ThreadSanitizer reports no data race: " + how(ended);
    }
    if (word == "wrong") {
        return ended.end == End::exited && ended.status != 0
                   ? ""
                   : "it does not go wrong: " + how(ended);
    }
    if (word == "crash") {
        const bool stopped = ended.err.find("Sanitizer") != std::string::npos ||
                             ended.err.find("runtime error:") != std::string::npos ||
                             ended.end == End::signalled;
        return stopped ? "" : "nothing stops it: " + how(ended);
    }
    if (!ended.ok()) return how(ended);
    if (snippet.has_output && trimmed(ended.out) != trimmed(snippet.output)) {
        return fmt::format("it prints\n{}instead of\n{}", ended.out, snippet.output);
    }
    return {};
}

}  // namespace grader
