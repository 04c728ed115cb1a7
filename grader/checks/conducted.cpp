#include "checks/conducted.h"

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "checks/places.h"
#include "checks/test_run.h"
#include "common/error.h"
#include "common/text.h"

namespace grader {
namespace {

std::vector<std::string> fields(const std::string& line) {
    std::vector<std::string> parts;
    for (std::size_t at = 0;;) {
        const auto end = line.find('\t', at);
        parts.push_back(line.substr(at, end - at));
        if (end == std::string::npos) return parts;
        at = end + 1;
    }
}

// Ends a program whose result nobody waits for any more.
class StopWatch : public Watcher {
  public:
    explicit StopWatch(std::stop_token stop) : stop_(std::move(stop)) {}
    Wish on_tick(const Usage&) override {
        return stop_.stop_requested() ? Wish::stop : Wish::go_on;
    }

  private:
    std::stop_token stop_;
};

Ended perform(const Sandbox& sandbox, const fs::path& program, std::vector<std::string> arguments,
              const std::stop_token& stop = {}) {
    Job job;
    job.argv = {program.string()};
    job.argv.insert(job.argv.end(), arguments.begin(), arguments.end());
    job.env = {"PATH=/usr/bin:/bin", "LC_ALL=C", found_once};
    job.cwd = "/tmp";
    job.mounts = {{program.parent_path(), false}};
    job.fixed_addresses = true;
    job.limits.wall_seconds = 6 * 3600;
    job.limits.cpu_seconds = 6 * 3600;
    job.limits.memory_mib = 8192;
    job.limits.output_kib = job.limits.kept_kib = 64 << 10;
    StopWatch watch(stop);
    return sandbox.run(job, &watch);
}

std::string json_in(const Ended& ended) {
    for (const std::string& line : split_lines(ended.out))
        if (line.starts_with("{")) return line;
    throw Error("The schedule could not be run again:\n" + ended.out + ended.err,
                Exit::environment);
}

}  // namespace

Built build_conducted(Workshop& workshop, const Code& code, Flavour flavour,
                      const std::stop_token& stop) {
    return workshop.build_conducted(code, flavour, stop);
}

Built build_corpus(Workshop& workshop, const std::vector<CorpusProgram>& programs, bool faulty,
                   Flavour flavour) {
    // Compiled beside each other, and none of them too long for the compiler's limits.
    constexpr std::size_t each = 30;
    Code code;
    for (std::size_t at = 0; at < programs.size(); at += each) {
        const std::vector<CorpusProgram> some(
            programs.begin() + static_cast<std::ptrdiff_t>(at),
            programs.begin() + static_cast<std::ptrdiff_t>(std::min(at + each, programs.size())));
        const std::string name = fmt::format("bundle{}.cpp", at / each);
        code.push_back({name, name, bundled(some, faulty)});
    }
    return build_conducted(workshop, code, flavour);
}

std::vector<Searched> search(const Sandbox& sandbox, const fs::path& program,
                             const SearchOptions& options) {
    std::vector<std::string> arguments = {"--summary", "--gtest_filter=" + options.test,
                                          fmt::format("--schedules={}", options.schedules),
                                          fmt::format("--seed={}", options.seed),
                                          fmt::format("--strategy={}", options.strategy)};
    if (!options.shorten) arguments.push_back("--as-found");
    const Ended ended = perform(sandbox, program, arguments);
    std::vector<Searched> found;
    for (const std::string& line : split_lines(ended.out)) {
        const auto parts = fields(line);
        if (parts.size() != 8 || !parts[0].starts_with("Schedules.")) continue;
        found.push_back({parts[0], parts[1], std::atoi(parts[2].c_str()),
                         std::atoi(parts[3].c_str()), std::atof(parts[4].c_str()), parts[5],
                         parts[6], std::atoi(parts[7].c_str())});
    }
    return found;
}

std::map<std::string, std::string> rehearsals(const Sandbox& sandbox, const fs::path& program,
                                              int cores, const std::vector<std::string>& options) {
    std::vector<std::string> arguments = {"--rehearse", "--json", fmt::format("--cores={}", cores)};
    arguments.insert(arguments.end(), options.begin(), options.end());
    const Ended ended = perform(sandbox, program, arguments);
    std::map<std::string, std::string> measured;
    for (const std::string& line : split_lines(ended.out)) {
        const auto json = nlohmann::json::parse(line, nullptr, false);
        if (json.is_object()) measured[json.value("test", "")] = line;
    }
    return measured;
}

std::string trace_of(const Sandbox& sandbox, const fs::path& program, const std::string& test,
                     const std::string& token) {
    return json_in(
        perform(sandbox, program, {"--json", "--gtest_filter=" + test, "--replay=" + token}));
}

std::string played(const Sandbox& sandbox, const fs::path& program, const std::string& test,
                   const std::vector<int>& choices, bool plain) {
    std::vector<std::string> arguments = {"--gtest_filter=" + test,
                                          fmt::format("--play={}", fmt::join(choices, ","))};
    if (plain) arguments.push_back("--play-plain");
    std::string json = json_in(perform(sandbox, program, arguments));
    add_places(sandbox, program, json);
    return json;
}

std::string shortest_failure(const Sandbox& sandbox, const fs::path& program,
                             const std::string& test) {
    std::string json =
        json_in(perform(sandbox, program, {"--gtest_filter=" + test, "--play-shortest"}));
    add_places(sandbox, program, json);
    return json;
}

std::vector<LitmusSeen> litmus_outcomes(const Sandbox& sandbox, const Built& built,
                                        const std::string& test, int schedules,
                                        const std::stop_token& stop) {
    const Ended ended = perform(
        sandbox, built.conducted,
        {"--litmus", "--gtest_filter=" + test, fmt::format("--schedules={}", schedules)}, stop);
    std::vector<LitmusSeen> seen;
    for (const std::string& line : split_lines(ended.out)) {
        const auto parts = fields(line);
        if (parts.size() == 3) seen.push_back({parts[0], std::atoi(parts[1].c_str()), parts[2]});
    }
    std::ranges::sort(seen, {}, &LitmusSeen::outcome);
    return seen;
}

}  // namespace grader
