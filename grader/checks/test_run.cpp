#include "checks/test_run.h"

#include <racecourse/protocol.h>
#include <sys/random.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>

#include <fmt/format.h>

#include "checks/lexer.h"
#include "checks/patience.h"
#include "common/text.h"
#include "explain/explain.h"

namespace grader {
namespace {

using Clock = std::chrono::steady_clock;
using racecourse::protocol::Header;
using racecourse::protocol::Kind;

std::string random_secret() {
    std::string secret(racecourse::protocol::secret_size, '\0');
    if (getrandom(secret.data(), secret.size(), 0) < 0) std::abort();
    return secret;
}

std::vector<std::string> split_zero(std::string_view text) {
    std::vector<std::string> parts;
    for (std::size_t start = 0;;) {
        const std::size_t end = text.find('\0', start);
        parts.emplace_back(text.substr(start, end - start));
        if (end == std::string_view::npos) return parts;
        start = end + 1;
    }
}

// Reads the messages as they come and decides when a test has taken too long.
class Listener : public Watcher {
  public:
    Listener(TestRun& run, const TestJob& job, std::string secret,
             std::vector<std::string> expected)
        : run_(run),
          job_(job),
          secret_(std::move(secret)),
          expected_(std::move(expected)),
          patience_(job.limits.test_seconds) {}

    void on_channel(std::string_view bytes) override {
        pending_ += bytes;
        while (run_.tampering.empty() && pending_.size() >= sizeof(Header)) {
            Header header;
            std::memcpy(&header, pending_.data(), sizeof header);
            if (header.size > racecourse::protocol::longest_payload) {
                run_.tampering = "a message of the test program has an impossible length";
                return;
            }
            if (pending_.size() < sizeof header + header.size) return;
            const std::string payload = pending_.substr(sizeof header, header.size);
            pending_.erase(0, sizeof header + header.size);
            if (header.number != next_++ ||
                header.signature !=
                    racecourse::protocol::sign(secret_, header.number, header.kind, payload)) {
                run_.tampering =
                    "a message on the grader's pipe was not written by the test program";
                return;
            }
            take(header.kind, payload);
        }
    }

    Wish on_tick(const Usage& usage) override {
        if (!run_.tampering.empty() || stop_) return Wish::stop;
        // The conductor counts schedules and steps; how long they take decides nothing.
        if (job_.conducted || job_.rehearsed) return Wish::go_on;
        wall_ = usage.wall_seconds;
        if (usage.cpu_seconds > cpu_ + 0.005) {
            cpu_ = usage.cpu_seconds;
            still_since_ = wall_;
        }
        // Each message is progress, so static constructors and destructors have the same time as a
        // test.
        if (messages_seen_ != next_) {
            messages_seen_ = next_;
            patience_.begin(wall_, usage.cpu_seconds);
            next_look_ = 0.4;
        }
        patience_.tick(wall_, usage.cpu_seconds, usage.runnable > 0);
        // ThreadSanitizer has a thread of its own that sleeps.
        const int own = job_.flavour == Flavour::thread ? 1 : 0;
        const bool all_blocked =
            usage.blocked_for_ever > 0 && usage.blocked_for_ever >= usage.threads - own;
        if (!all_blocked) blocked_since_ = wall_;
        const bool looks_stuck = all_blocked && wall_ - blocked_since_ >= 0.3 &&
                                 wall_ - still_since_ >= 0.3 && wall_ >= looked_ + next_look_;
        if (!patience_.over() && !looks_stuck) return Wish::go_on;
        looked_ = wall_;
        next_look_ *= 2;
        return Wish::look;
    }

    void on_stacks(std::string_view text) override {
        const bool stuck = explain_stacks(text, Names()).stuck;
        if (!stuck && !patience_.over()) return;
        run_.stacks = text;
        run_.delay = stuck ? Delay::stuck : patience_.starved() ? Delay::starved : Delay::endless;
        stop_ = true;
    }

  private:
    void take(Kind kind, const std::string& payload) {
        const auto parts = split_zero(payload);
        switch (kind) {
            case Kind::hello: {
                auto announced = split_lines(payload);
                auto expected = expected_;
                std::ranges::sort(announced);
                std::ranges::sort(expected);
                run_.hello = announced == expected;
                if (!run_.hello)
                    run_.tampering = "the tests that are there are not the exercise's tests";
                break;
            }
            case Kind::start: {
                const auto known = std::ranges::find(expected_, payload);
                if (known == expected_.end() || run_.running() != nullptr || !run_.hello ||
                    run_.done) {
                    run_.tampering = "the tests did not run in their order";
                    break;
                }
                expected_.erase(known);
                run_.tests.emplace_back().name = payload;
                began_ = Clock::now();
                break;
            }
            case Kind::failure: {
                if (run_.tests.empty() || parts.size() != 3) break;
                Failure failure{parts[0], std::atoi(parts[1].c_str()), parts[2], {}, false};
                failure.unstarted =
                    failure.raw.find("description \"not started: ") != std::string::npos;
                auto reasoned = split_because(failure.raw);
                failure.because = std::move(reasoned.because);
                failure.raw = std::move(reasoned.message);
                run_.tests.back().failures.push_back(failure);
                break;
            }
            case Kind::unstarted:
                if (!run_.tests.empty()) run_.tests.back().unstarted.push_back(payload);
                break;
            case Kind::finding:
                if (run_.running() != nullptr) run_.tests.back().finding = payload;
                break;
            case Kind::measured:
                if (run_.running() != nullptr) run_.tests.back().measured = payload;
                break;
            case Kind::explored:
                if (run_.running() == nullptr || parts.size() != 2) break;
                run_.tests.back().schedules = std::atoi(parts[0].c_str());
                run_.tests.back().preemptions = std::atoi(parts[1].c_str());
                break;
            case Kind::end: {
                if (run_.running() == nullptr || parts.size() != 3 ||
                    parts[0] != run_.tests.back().name) {
                    run_.tampering = "a test ended that had not begun";
                    break;
                }
                TestSeen& test = run_.tests.back();
                test.ended = true;
                test.failed = parts[1] == "1";
                test.races = std::atoi(parts[2].c_str());
                test.seconds = std::chrono::duration<double>(Clock::now() - began_).count();
                break;
            }
            case Kind::done:
                run_.done = run_.running() == nullptr && expected_.empty();
                if (!run_.done) run_.tampering = "the tests ended before all of them had run";
                break;
            case Kind::last:
                run_.last = run_.done;
                run_.races = std::atoi(payload.c_str());
                break;
            default:
                run_.tampering = "a message of the test program is of no known kind";
        }
    }

    TestRun& run_;
    const TestJob& job_;
    std::string secret_;
    std::vector<std::string> expected_;
    std::string pending_;
    std::uint32_t next_ = 0;
    std::uint32_t messages_seen_ = 0;
    Clock::time_point began_;
    double wall_ = 0, cpu_ = 0;
    double still_since_ = 0, blocked_since_ = 0;
    double looked_ = 0, next_look_ = 0.4;
    Patience patience_;
    bool stop_ = false;
};

}  // namespace

std::vector<std::string> tests_in(std::string_view source, std::string_view suite) {
    const std::vector<Token> tokens = lex(source).tokens;
    std::vector<std::string> found;
    for (std::size_t i = 0; i + 5 < tokens.size(); ++i) {
        const Token* const at = &tokens[i];
        if ((at[0].is("TEST") || at[0].is("TEST_F")) && at[1].is("(") && at[2].is(suite) &&
            at[3].is(",") && at[4].is_name() && at[5].is(")")) {
            found.push_back(at[2].text + "." + at[4].text);
        }
    }
    return found;
}

std::vector<std::string> sanitizer_environment() {
    return {
        "ASAN_OPTIONS=detect_leaks=1:exitcode=86:halt_on_error=1:abort_on_error=0:color=never:"
        "detect_stack_use_after_return=1:check_initialization_order=1:strict_init_order=1:"
        "detect_invalid_pointer_pairs=0:handle_segv=1:handle_abort=0:handle_sigfpe=1:handle_sigill="
        "1:"
        "handle_sigbus=1:allow_user_segv_handler=0:print_legend=0:allocator_may_return_null=0:"
        "malloc_context_size=20:symbolize=1:verbosity=0",
        "LSAN_OPTIONS=exitcode=87:report_objects=0:max_leaks=5:print_suppressions=0",
        "UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1:color=never:exitcode=88",
        "TSAN_OPTIONS=report_bugs=1:exitcode=66:halt_on_error=0:color=never:history_size=4:"
        "detect_deadlocks=0:report_thread_leaks=0:report_destroy_locked=1:report_mutex_bugs=1:"
        "report_signal_unsafe=1:report_atomic_races=1:force_seq_cst_atomics=0:suppress_equal_"
        "stacks=1:"
        "suppress_equal_addresses=1:ignore_interceptors_accesses=0:ignore_noninstrumented_modules="
        "0:"
        "second_deadlock_stack=1:handle_segv=1:allow_user_segv_handler=0:die_after_fork=1:"
        "symbolize=1:"
        "atexit_sleep_ms=20:flush_memory_ms=0:memory_limit_mb=0:verbosity=0",
    };
}

TestRun run_tests(const Sandbox& sandbox, const TestJob& job) {
    TestRun run;
    auto expected = job.tests;
    expected.push_back(tripwire);
    // A rehearsal looks for no races.
    if (job.flavour == Flavour::thread && !job.rehearsed) expected.push_back(canary);

    const bool instrumented = job.flavour == Flavour::thread || job.flavour == Flavour::counted;
    Job inside;
    inside.argv = {job.program.string(), "--gtest_filter=" + joined(expected, ":")};
    inside.env = sanitizer_environment();
    inside.env.insert(inside.env.end(), {"PATH=/usr/bin:/bin", "LC_ALL=C", "RACECOURSE_GRADED=1"});
    inside.cwd = "/tmp";
    inside.mounts = {{job.program.parent_path(), false}};
    inside.secret = random_secret();
    inside.fixed_addresses = job.flavour == Flavour::thread || job.rehearsed;
    inside.stacks_script = job.stacks_script;
    inside.limits.cpu_seconds = job.limits.cpu_seconds;
    inside.limits.wall_seconds =
        Patience::most_patient * job.limits.test_seconds * static_cast<double>(expected.size());
    // Shadow memory and quarantine are the sanitizers', not the learner's.
    inside.limits.memory_mib =
        static_cast<std::size_t>(job.limits.memory_mib) * (instrumented ? 5 : 2) + 512;
    inside.limits.processes = job.limits.processes;
    inside.argv.insert(inside.argv.end(), job.options.begin(), job.options.end());
    if (job.conducted) {
        inside.env.emplace_back(found_once);
        inside.argv.push_back(fmt::format("--schedules={}", job.limits.schedules));
        inside.argv.push_back(fmt::format("--steps={}", job.limits.steps));
        inside.limits.cpu_seconds = 60 * static_cast<double>(expected.size());
        inside.limits.wall_seconds = 180 * static_cast<double>(expected.size());
    }
    if (job.rehearsed) {
        inside.argv.emplace_back("--rehearse");
        inside.limits.cpu_seconds = (instrumented ? 60 : 20) * static_cast<double>(expected.size());
        inside.limits.wall_seconds =
            job.most_seconds > 0 ? job.most_seconds : 5 * inside.limits.cpu_seconds;
    }
    Listener listener(run, job, inside.secret, expected);
    run.ended = sandbox.run(inside, &listener);
    return run;
}

}  // namespace grader
