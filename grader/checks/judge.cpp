// What a test run means. The order of the questions matters: first whether the run can be believed,
// then what stopped it, then what each test found.
#include <signal.h>
#include <string.h>

#include <algorithm>
#include <regex>

#include <fmt/format.h>

#include "checks/check.h"
#include "common/text.h"
#include "explain/schedule.h"

namespace grader {
namespace {

class Judge {
  public:
    Judge(Verdict& verdict, const TestRun& run, const Exercise& exercise, const Code& code,
          const CheckKind& kind)
        : verdict_(verdict),
          run_(run),
          exercise_(exercise),
          code_(code),
          kind_(kind),
          names_(names_of(code)) {}

    void decide() {
        note_tests();
        if (!run_.tampering.empty()) return tampered(run_.tampering);
        if (how_it_stopped()) return;
        for (const TestSeen& test : run_.tests) {
            if (test.name == tripwire && test.ended && !test.failed) {
                return tampered("an expectation that must fail was reported to hold");
            }
            if (test.name == canary && test.ended && test.races == 0) return no_canary();
            if (test.name == tripwire || test.name == canary) continue;
            if (test.finding.find("\"kind\":\"vanished\"") < 200) {
                return tampered(fmt::format("the program ended in the middle of {}", test.name));
            }
            if (!test.finding.empty()) {
                schedule(test);
            } else if (!kind_.rehearsed || !test.failures.empty() || !test.unstarted.empty()) {
                expectations(test);
            }
        }
        races();
        // What decided the verdict is read first.
        std::ranges::stable_partition(verdict_.problems, [this](const Problem& problem) {
            return problem.outcome == verdict_.outcome;
        });
    }

  private:
    void add(Problem problem) {
        verdict_.outcome = worst(verdict_.outcome, problem.outcome);
        verdict_.problems.push_back(std::move(problem));
    }

    void note_tests() {
        for (const TestSeen& test : run_.tests) {
            if (test.name == tripwire || test.name == canary) continue;
            verdict_.tests.push_back(
                {test.name, test.failed ? Outcome::wrong : Outcome::pass, test.seconds});
        }
        verdict_.prints += run_.ended.out;
        // A sanitizer's own words are explained, not shown as the learner's.
        if (run_.ended.err.find("runtime error:") == std::string::npos)
            verdict_.prints += run_.ended.err;
        if (run_.ended.cut) verdict_.prints += "\n(... more was printed than is kept)\n";
    }

    [[nodiscard]] std::string current_test() const {
        return run_.running() != nullptr ? run_.running()->name : std::string();
    }

    void tampered(const std::string& what) {
        Problem problem;
        problem.outcome = Outcome::rejected;
        problem.test = current_test();
        problem.headline = fmt::format("The tests could not be believed: {}.", what);
        problem.why =
            "Code that ends the program, writes to the grader's pipe or changes the tests cannot "
            "be graded.";
        problem.raw = run_.ended.err;
        add(problem);
    }

    void no_canary() {
        Problem problem;
        problem.outcome = Outcome::environment;
        problem.headline =
            "ThreadSanitizer did not report a race that is there on purpose, so it cannot be "
            "trusted on this machine.";
        problem.mend = "Run `racecourse doctor`: it says what is wrong and how to mend it.";
        problem.raw = run_.ended.err + run_.ended.evidence;
        add(problem);
    }

    // Something that ended the program before its last message. True when that is the whole
    // verdict.
    bool how_it_stopped() {
        const Ended& ended = run_.ended;
        const std::string test = current_test();
        // A stub's not_started() may end the program: in a thread, in a destructor, or by making
        // others wait.
        const bool unstarted = run_.running() != nullptr && !run_.running()->unstarted.empty() &&
                               run_.running()->failures.empty();
        if (run_.delay != Delay::none) {
            if (unstarted) return stub_ended_it();
            return did_not_end(test);
        }
        switch (ended.end) {
            case End::memory_limit:
                return limit(
                    Outcome::crash,
                    fmt::format("The program used more than {} MiB of memory and was stopped.",
                                exercise_.limits.memory_mib),
                    "Something grows without bound: a container that is never emptied, or threads "
                    "that are never joined.");
            case End::process_limit:
                return limit(Outcome::crash, too_many_threads(), no_more_threads);
            case End::output_limit:
                return limit(Outcome::crash, "The program printed without end and was stopped.",
                             "");
            case End::cpu_limit:
            case End::wall_limit:
                if (kind_.rehearsed) {
                    return limit(Outcome::inconclusive,
                                 "The test took so much processor time that nothing can be said of "
                                 "its speed.",
                                 "");
                }
                if (kind_.conducted) {
                    return limit(
                        Outcome::inconclusive,
                        "The schedules took too long here to try all that are to be tried.", "");
                }
                // Each test has its own time: all of them together pass it only on a busy machine.
                if (ended.end == End::wall_limit) return limit(Outcome::inconclusive, too_busy, "");
                return limit(
                    Outcome::too_slow,
                    fmt::format(
                        "The tests used more than {:g} seconds of processor time and were stopped.",
                        exercise_.limits.cpu_seconds),
                    "A loop that waits by looking again and again (busy waiting) does that, or "
                    "work that grows.");
            case End::vanished:
                tampered("the program took the process that watches it down with it");
                return true;
            case End::stopped:
            case End::exited:
            case End::signalled:
                break;
        }
        if (auto problems = sanitizer_reports(); !problems.empty()) {
            if (unstarted) return stub_ended_it();
            for (Problem& problem : problems) {
                if (problem.test.empty()) problem.test = test;
                add(std::move(problem));
            }
            if (!run_.last) return true;
        } else if (ended.end == End::signalled) {
            if (unstarted) return stub_ended_it();
            if (kind_.flavour == Flavour::thread && add_races(test)) return true;
            add(died_of_signal(test));
            return true;
        } else if (!run_.last) {
            // ThreadSanitizer turns a crash into an exit.
            if (ended.evidence.find("DEADLYSIGNAL") != std::string::npos || ended.status == 66) {
                if (unstarted) return stub_ended_it();
                // A race may end in a crash, or not, as it happens: the race is what is wrong.
                if (add_races(test)) return true;
                Problem problem;
                problem.outcome = Outcome::crash;
                problem.test = test;
                problem.headline = "The program crashed: it used memory that it does not own.";
                problem.raw = ended.evidence;
                add(problem);
                return true;
            }
            if (!run_.hello && ended.status == 1 &&
                ended.evidence.find("unexpected memory mapping") != std::string::npos) {
                no_canary();
                return true;
            }
            tampered(test.empty() ? "the program ended before the tests did"
                                  : fmt::format("the program ended in the middle of {}", test));
            return true;
        }
        return false;
    }

    bool limit(Outcome outcome, const std::string& headline, const std::string& why) {
        Problem problem;
        problem.outcome = outcome;
        problem.test = current_test();
        problem.headline = headline;
        problem.why = why;
        problem.raw = run_.ended.err;
        add(problem);
        return true;
    }

    // What std::thread's constructor throws at the limit.
    [[nodiscard]] static bool out_of_threads(const std::string& text) {
        return text.find("Resource temporarily unavailable") != std::string::npos;
    }
    [[nodiscard]] std::string too_many_threads() const {
        return fmt::format("The program started more than {} threads.", exercise_.limits.processes);
    }
    static constexpr const char* too_busy =
        "The machine was too busy to run the tests. Ask again when it is quieter.";
    static constexpr const char* no_more_threads =
        "Each thread costs memory and time; a fixed number of them does the same work.";

    bool stub_ended_it() {
        add(not_started_problem(*run_.running()));
        return true;
    }

    bool did_not_end(const std::string& test) {
        Problem problem;
        // The canary waits for nothing but the processor, and is nothing that a learner knows.
        if (run_.delay == Delay::starved || test == canary) {
            problem.outcome = Outcome::inconclusive;
            problem.headline = too_busy;
        } else {
            problem = explain_stacks(run_.stacks, names_).problem;
            problem.outcome = run_.delay == Delay::stuck ? Outcome::deadlock : Outcome::too_slow;
        }
        if (problem.headline.empty()) {
            problem.headline = fmt::format("The test did not end within {:g} seconds.",
                                           exercise_.limits.test_seconds);
        }
        if (test != canary) problem.test = test;
        problem.raw = run_.stacks;
        add(problem);
        return true;
    }

    [[nodiscard]] std::vector<Problem> sanitizer_reports() const {
        if (kind_.flavour != Flavour::address) return {};
        // UBSan has its own copy of the reporter and writes to stderr.
        std::string text = run_.ended.evidence;
        if (run_.ended.err.find("runtime error:") != std::string::npos) text += run_.ended.err;
        return text.empty() ? std::vector<Problem>{} : explain_asan(text, names_);
    }

    [[nodiscard]] Problem died_of_signal(const std::string& test) const {
        Problem problem;
        problem.outcome = Outcome::crash;
        problem.test = test;
        problem.raw = run_.ended.err;
        const std::string& err = run_.ended.err;
        std::smatch match;
        static const std::regex thrown(
            R"(terminate called after throwing an instance of '([^']*)'(?:\s*what\(\):\s*([^\n]*))?)");
        if (out_of_threads(err)) {
            problem.headline = too_many_threads();
            problem.why = no_more_threads;
        } else if (std::regex_search(err, match, thrown)) {
            problem.pattern = Pattern::uncaught;
            problem.headline = fmt::format(
                "An exception ({}{}) left a thread or a destructor, and that ends the whole "
                "program.",
                match[1].str(), match[2].matched ? ": " + match[2].str() : "");
            problem.why =
                "Nobody above a thread's function can catch what leaves it, so the language calls "
                "std::terminate.";
            problem.mend =
                "Catch it inside the thread, keep it as a std::exception_ptr, and throw it again "
                "where the result is asked for.";
        } else if (err.find("terminate called without an active exception") != std::string::npos) {
            problem.pattern = Pattern::not_joined;
            problem.headline =
                "A std::thread was destroyed while it was still to be joined, and that ends the "
                "whole program.";
            problem.why =
                "The destructor of a joinable std::thread calls std::terminate: it can neither "
                "wait nor let go on its own.";
            problem.mend =
                "Join it on every way out of the function, or use std::jthread, whose destructor "
                "joins.";
        } else {
            problem.headline =
                fmt::format("The program crashed ({}).", strsignal(run_.ended.status));
        }
        return problem;
    }

    [[nodiscard]] Problem not_started_problem(const TestSeen& test) const {
        Problem problem;
        problem.outcome = Outcome::not_started;
        problem.test = test.name;
        const std::string function = test.unstarted.empty() ? "" : test.unstarted.front();
        problem.headline = function.empty()
                               ? "Nothing has been written yet."
                               : fmt::format("`{}` has not been written yet.", function);
        const std::string plain =
            function.substr(function.rfind(':') == std::string::npos ? 0 : function.rfind(':') + 1);
        if (auto place = mention(plain + "\"")) problem.steps.push_back({"It is here:", place});
        return problem;
    }

    // The first line of the learner's files that has `word`.
    [[nodiscard]] std::optional<Place> mention(const std::string& word) const {
        for (const LearnerFile& file : code_) {
            int number = 0;
            for (const std::string& line : split_lines(file.content)) {
                ++number;
                if (line.find(word) != std::string::npos)
                    return names_.place("code/" + file.name, number);
            }
        }
        return std::nullopt;
    }

    // The function that a sentence speaks of, where the learner wrote it.
    [[nodiscard]] std::optional<Place> function_in(const std::string& sentence) const {
        static const std::regex call(R"(\b([A-Za-z_]\w*)\()");
        for (std::sregex_iterator it(sentence.begin(), sentence.end(), call), end; it != end;
             ++it) {
            const std::regex definition("\\b" + (*it)[1].str() + R"(\s*\([^;]*$|\b)" +
                                        (*it)[1].str() + R"(\s*\(.*\).*\{)");
            for (const LearnerFile& file : code_) {
                int number = 0;
                for (const std::string& line : split_lines(file.content)) {
                    ++number;
                    const std::string text = trimmed(line);
                    if (text.starts_with("//") || text.starts_with("*")) continue;
                    if (std::regex_search(text, definition)) {
                        return names_.place("code/" + file.name, number);
                    }
                }
            }
        }
        return std::nullopt;
    }

    void expectations(const TestSeen& test) {
        const auto real =
            std::ranges::find_if(test.failures, [](const Failure& f) { return !f.unstarted; });
        if (real == test.failures.end()) {
            if (test.failed || !test.unstarted.empty()) add(not_started_problem(test));
            return;
        }
        Problem problem;
        problem.outcome = Outcome::wrong;
        problem.test = test.name;
        static const std::regex thrown(R"re(C\+\+ exception with description "([^]*)" thrown)re");
        std::smatch match;
        if (out_of_threads(real->raw)) {
            limit(Outcome::crash, too_many_threads(), no_more_threads);
            return;
        }
        if (!real->because.empty()) {
            problem.headline = real->because;
            if (auto place = function_in(real->because))
                problem.steps.push_back({"It speaks of this function:", place});
        } else if (std::regex_search(real->raw, match, thrown)) {
            problem.headline =
                fmt::format("An exception came out where none was expected: {}", match[1].str());
        } else if (kind_.name == "examples") {
            problem.headline =
                fmt::format("An example does not hold: line {} of {}.", real->line,
                            exercise_.public_dir.filename().string() + "/examples.cpp");
            problem.steps.push_back({real->raw, std::nullopt});
        } else {
            problem.headline = real->raw;
        }
        problem.raw = fmt::format("{}:{}\n{}", real->file, real->line, real->raw);
        add(problem);
    }

    void schedule(const TestSeen& test) {
        Problem problem;
        if (test.finding.starts_with('{')) {
            problem = explain_schedule(test.finding, names_);
        } else {
            problem.outcome = Outcome::environment;
            problem.headline = test.finding;
        }
        problem.test = test.name;
        // Whole, so that it says by itself what it belongs to.
        if (!problem.token.empty()) {
            problem.token = fmt::format("{}:{}:{}", exercise_.id,
                                        test.name.substr(test.name.find('.') + 1), problem.token);
        }
        for (TestResult& result : verdict_.tests)
            if (result.name == test.name) result.outcome = problem.outcome;
        add(std::move(problem));
    }

    // What ThreadSanitizer wrote, but for the canary. False when there is nothing.
    bool add_races(const std::string& test) {
        std::string reports;
        for (std::size_t start = 0; start < run_.ended.evidence.size();) {
            static constexpr std::string_view rule = "==================\n";
            const std::size_t end = run_.ended.evidence.find(rule, start + rule.size());
            const std::string block = run_.ended.evidence.substr(
                start, end == std::string::npos ? end : end + rule.size() - start);
            if (block.find("racecourse_canary") == std::string::npos) reports += block;
            start = end == std::string::npos ? end : end + rule.size();
        }
        auto problems = explain_tsan(reports, names_);
        for (Problem& problem : problems) {
            if (problem.test.empty()) problem.test = test;
            add(std::move(problem));
        }
        return !problems.empty();
    }

    void races() {
        if (kind_.conducted || kind_.flavour != Flavour::thread) return;
        int counted = run_.races;
        std::string test;
        for (const TestSeen& seen : run_.tests) {
            if (seen.name == canary) counted -= seen.races;
            if (seen.name != canary && seen.races > 0 && test.empty()) test = seen.name;
        }
        if (counted <= 0) return;
        if (!add_races(test)) {
            Problem problem;
            problem.outcome = Outcome::race;
            problem.test = test;
            problem.headline =
                "ThreadSanitizer saw two threads use the same memory at the same time.";
            problem.raw = run_.ended.evidence;
            add(std::move(problem));
        }
        for (TestResult& result : verdict_.tests) {
            if (result.name == test) result.outcome = Outcome::race;
        }
    }

    Verdict& verdict_;
    const TestRun& run_;
    const Exercise& exercise_;
    const Code& code_;
    const CheckKind& kind_;
    Names names_;
};

}  // namespace

void judge(Verdict& verdict, const TestRun& run, const Exercise& exercise, const Code& code,
           const CheckKind& kind) {
    Judge(verdict, run, exercise, code, kind).decide();
}

Names names_of(const Code& code) {
    Names names;
    for (const LearnerFile& file : code) names.add("code/" + file.name, file.shown, file.content);
    return names;
}

}  // namespace grader
