#include "conductor/explorer.h"

#include <algorithm>
#include <cstdio>

#include "conductor/child.h"
#include "conductor/play.h"
#include "conductor/runtime/runtime.h"
#include "conductor/token.h"
#include "conductor/trace.h"

namespace conductor {

namespace {

using Decisions = std::vector<Decision>;

constexpr const char* strategy_names[] = {
    "every schedule with few switches", "random", "pct", "pos", "surw", "played"};

class Explorer {
  public:
    Explorer(const std::string& test, const Budget& budget) : test_(test), budget_(budget) {
        config().step_limit = budget.steps;
        for (const char c : test) seed_ = (seed_ ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
        seed_ += budget.seed * 0x9E3779B97F4A7C15u;
    }

    Explored search() {
        Explored explored;
        std::uint32_t mixed = 0;
        // The first schedule lets every thread run as long as it can, and measures the program.
        waiting_[0].push_back({{}, 0});
        while (explored.schedules < budget_.schedules) {
            const bool exhaustively =
                explored.schedules == 0 ||
                (budget_.only <= 0 && explored.schedules % 2 == 0 && has_waiting() &&
                 explored.schedules < budget_.schedules * 3 / 4);
            if (budget_.only == 0 && !has_waiting()) break;
            ++explored.schedules;
            if (exhaustively)
                one_of_few_switches();
            else
                one_of_the_mix(mixed++);
            explored.steps += result().steps;
            if (result().found == Found::nothing) {
                measure(explored.schedules == 1);
                continue;
            }
            explored.found = result().found;
            explored.strategy = strategy_names[static_cast<int>(exhaustively ? Strategy::forced
                                                                             : config().strategy)];
            explain(explored, taken());
            return explored;
        }
        explored.preemptions = bound_done();
        return explored;
    }

    Explored again(const Decisions& decisions, bool under_debugger) {
        Explored explored;
        explored.schedules = 1;
        explored.strategy = "replay";
        if (std::ranges::find(decisions, Choice::plain, &Decision::choice) != decisions.end())
            make_plain_uses_steps();
        if (under_debugger) {
            config().strategy = Strategy::forced;
            force(decisions);
            config().quiet = false;
            become();
        }
        play(decisions, true);
        explored.found = result().found;
        finish(explored, decisions);
        return explored;
    }

    std::vector<Seen> all_outcomes() {
        std::vector<Seen> seen;
        waiting_[0].push_back({{}, 0});
        std::uint32_t mixed = 0;
        for (std::uint32_t i = 0; i < budget_.schedules; ++i) {
            if (i % 2 == 0 && has_waiting())
                one_of_few_switches();
            else
                one_of_the_mix(mixed++);
            std::string outcome = result().text;
            if (result().found != Found::nothing) outcome = name(result().found) + ": " + outcome;
            auto found = std::ranges::find(seen, outcome, &Seen::outcome);
            if (found == seen.end()) {
                seen.push_back({outcome, 0, encode_token(taken())});
                found = seen.end() - 1;
            }
            ++found->times;
            if (result().found == Found::nothing) measure(i == 0);
        }
        return seen;
    }

  private:
    struct Prefix {
        Decisions decisions;
        int preemptions;
    };

    static Config& config() { return shared().config; }
    static Result& result() { return shared().result; }

    void force(const Decisions& decisions) {
        config().forced_count = static_cast<std::uint32_t>(decisions.size());
        std::copy(decisions.begin(), decisions.end(), config().forced);
    }

    void play(const Decisions& decisions, bool trace) {
        config().strategy = Strategy::forced;
        config().trace = trace;
        config().quiet = true;
        force(decisions);
        run_once();
    }

    [[nodiscard]] static Decisions taken() {
        return {result().decisions, result().decisions + result().decision_count};
    }

    // Steps and weights for the strategies that need to know how long the program is.
    void measure(bool first) {
        if (!first) return;
        config().expected_steps = result().steps;
        std::copy(std::begin(result().per_thread), std::end(result().per_thread),
                  config().per_thread);
    }

    // Every schedule with no preemption, then with one, then with two.
    [[nodiscard]] bool has_waiting() const {
        return !waiting_[0].empty() || !waiting_[1].empty() || !waiting_[2].empty();
    }
    [[nodiscard]] int bound_done() const {
        if (cut_) return -1;
        for (int bound = 0; bound <= most_preemptions; ++bound)
            if (!waiting_[bound].empty()) return bound - 1;
        return most_preemptions;
    }

    void one_of_few_switches() {
        int bound = 0;
        while (waiting_[bound].empty()) ++bound;
        auto& queue = waiting_[bound];
        // Any of them: the first ones all differ at the program's beginning.
        std::swap(queue[next_random() % queue.size()], queue.back());
        const Prefix prefix = std::move(queue.back());
        queue.pop_back();
        play(prefix.decisions, false);
        if (result().found != Found::nothing) return;
        std::uint32_t from = 0;
        const std::uint32_t count = result().branch_count;
        if (count == most_decisions) cut_ = true;
        if (!prefix.decisions.empty()) {
            const Decision& last = prefix.decisions.back();
            while (from < count && !(result().branches[from].thread == last.thread &&
                                     result().branches[from].step == last.step))
                ++from;
            ++from;
        }
        for (std::uint32_t i = from; i < count; ++i) {
            const Branch& branch = result().branches[i];
            const int cost = prefix.preemptions + (branch.preemption ? 1 : 0);
            if (cost > most_preemptions) continue;
            for (int thread = 0; thread < most_threads; ++thread) {
                if ((branch.enabled >> thread & 1) == 0 || thread == branch.chosen) continue;
                if (waiting_[cost].size() > 50'000) {
                    cut_ = true;
                    break;
                }
                Prefix more = prefix;
                more.preemptions = cost;
                more.decisions.push_back(
                    {branch.thread, Choice::run, static_cast<std::uint16_t>(thread), branch.step});
                waiting_[cost].push_back(std::move(more));
            }
        }
    }

    void one_of_the_mix(std::uint32_t number) {
        constexpr Strategy turns[] = {Strategy::pct, Strategy::pos,  Strategy::random,
                                      Strategy::pct, Strategy::surw, Strategy::random};
        constexpr std::uint32_t jumps[] = {20, 0, 100, 400};
        constexpr std::uint32_t stale[] = {30, 30, 0, 50};
        constexpr std::uint32_t spurious[] = {0, 20, 150};
        Config& c = config();
        c.strategy = budget_.only > 0 ? static_cast<Strategy>(budget_.only) : turns[number % 6];
        c.jump_percent10 = jumps[number / 2 % 4];
        c.stale_percent = stale[number / 3 % 4];
        c.spurious_percent10 = spurious[number % 3];
        c.seed = next_random();
        c.trace = false;
        c.quiet = true;
        c.forced_count = 0;
        run_once();
    }

    std::uint64_t next_random() {
        seed_ += 0x9E3779B97F4A7C15u;
        std::uint64_t z = seed_;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
        return z ^ (z >> 31);
    }

    struct Failure {
        Found found;
        std::string file;
        int line;
        bool operator==(const Failure&) const = default;
    };
    [[nodiscard]] static Failure failure() {
        Found found = result().found;
        if (found == Found::lost_wakeup) found = Found::deadlock;
        return {found, result().file, result().line};
    }

    // The same failure with as few switches as can be found.
    void explain(Explored& explored, Decisions decisions) {
        const Failure wanted = failure();
        if (!budget_.shorten || wanted.found == Found::unstarted ||
            wanted.found == Found::vanished || wanted.found == Found::environment) {
            finish(explored, decisions);
            return;
        }
        int tries = 0;
        const auto still_fails = [&](const Decisions& fewer) {
            if (++tries > 400) return false;
            play(fewer, false);
            return failure() == wanted;
        };
        if (still_fails(decisions)) {
            decisions = taken();
            // Without what is hardest to explain first.
            for (const Choice choice :
                 {Choice::weak, Choice::spurious, Choice::stale, Choice::jump, Choice::notified}) {
                Decisions fewer = decisions;
                std::erase_if(fewer, [&](const Decision& d) { return d.choice == choice; });
                if (fewer.size() < decisions.size() && still_fails(fewer)) decisions = taken();
            }
            for (std::size_t part = std::max<std::size_t>(decisions.size() / 2, 1);;) {
                bool shorter = false;
                for (std::size_t at = 0; at < decisions.size();) {
                    Decisions fewer = decisions;
                    const auto begin = fewer.begin() + static_cast<std::ptrdiff_t>(at);
                    fewer.erase(begin, begin + static_cast<std::ptrdiff_t>(
                                                   std::min(part, fewer.size() - at)));
                    if (still_fails(fewer) && result().decision_count < decisions.size()) {
                        decisions = taken();
                        shorter = true;
                    } else {
                        at += part;
                    }
                }
                if (part == 1 && !shorter) break;
                if (!shorter || part > decisions.size()) part = std::max<std::size_t>(part / 2, 1);
                if (decisions.empty() || tries > 400) break;
            }
        }
        play(decisions, true);
        // Should being watched change it, the finding comes without its steps: never without
        // itself.
        if (failure() != wanted) play(decisions, false);
        finish(explored, decisions);
    }

    void finish(Explored& explored, const Decisions& decisions) {
        if (result().found == Found::lost_wakeup) explored.found = Found::lost_wakeup;
        explored.text = result().text;
        explored.file = result().file;
        explored.line = result().line;
        explored.switches = result().switches;
        explored.token = encode_token(decisions);
        explored.json = trace_as_json(test_, result(), decisions, explored, budget_.schedules);
    }

    static constexpr int most_preemptions = 2;
    const std::string& test_;
    const Budget& budget_;
    std::uint64_t seed_ = 0xcbf29ce484222325u;
    std::vector<Prefix> waiting_[most_preemptions + 1];
    bool cut_ = false;
};

// What the search says to the parent: fields with a zero between them.
std::string packed(const std::vector<std::string>& fields) {
    std::string text;
    for (const std::string& field : fields) text += field + '\0';
    return text;
}
std::vector<std::string> unpacked(const std::string& text) {
    std::vector<std::string> fields;
    for (std::size_t at = 0, end; (end = text.find('\0', at)) != std::string::npos; at = end + 1)
        fields.push_back(text.substr(at, end - at));
    return fields;
}

Explored told(const std::vector<std::string>& fields) {
    Explored explored;
    explored.found = static_cast<Found>(std::stoi(fields[0]));
    explored.text = fields[1];
    explored.file = fields[2];
    explored.line = std::stoi(fields[3]);
    explored.schedules = static_cast<std::uint32_t>(std::stoul(fields[4]));
    explored.preemptions = std::stoi(fields[5]);
    explored.strategy = fields[6];
    explored.switches = static_cast<std::uint32_t>(std::stoul(fields[7]));
    explored.token = fields[8];
    explored.json = fields[9];
    explored.steps = std::stoull(fields[10]);
    return explored;
}

std::string to_tell(const Explored& explored) {
    return packed({std::to_string(static_cast<int>(explored.found)), explored.text, explored.file,
                   std::to_string(explored.line), std::to_string(explored.schedules),
                   std::to_string(explored.preemptions), explored.strategy,
                   std::to_string(explored.switches), explored.token, explored.json,
                   std::to_string(explored.steps)});
}

}  // namespace

Explored explored_at_the_start(const std::string& test, RunTest run, const Budget& budget,
                               const std::function<Explored()>& work) {
    if (const auto text = at_the_start(test, run, [&] { return to_tell(work()); }))
        return told(unpacked(*text));
    // It ended before its first line, as it would each time.
    Explored explored;
    explored.found = shared().result.found;
    explored.text = shared().result.text;
    explored.schedules = 1;
    explored.strategy = strategy_names[0];
    explored.token = encode_token({});
    explored.json = trace_as_json(test, shared().result, {}, explored, budget.schedules);
    return explored;
}

Explored explore(const std::string& test, const Budget& budget, RunTest run) {
    return explored_at_the_start(test, run, budget,
                                 [&] { return Explorer(test, budget).search(); });
}

Explored replay(const std::string& test, const std::string& token, const Budget& budget,
                RunTest run, bool under_debugger) {
    const auto decisions = decode_token(token);
    if (!decisions.error.empty()) {
        Explored explored;
        explored.found = Found::environment;
        explored.text = decisions.error;
        return explored;
    }
    const auto again = [&] { return Explorer(test, budget).again(decisions.list, under_debugger); };
    if (under_debugger) at_the_start_here(test, run, [&] { (void)again(); });
    return explored_at_the_start(test, run, budget, again);
}

std::vector<Seen> outcomes(const std::string& test, const Budget& budget, RunTest run) {
    const auto text = at_the_start(test, run, [&] {
        std::vector<std::string> fields;
        for (const Seen& seen : Explorer(test, budget).all_outcomes())
            fields.insert(fields.end(), {seen.outcome, std::to_string(seen.times), seen.token});
        return packed(fields);
    });
    std::vector<Seen> all;
    const auto fields = unpacked(text.value_or(""));
    for (std::size_t i = 0; i + 2 < fields.size(); i += 3)
        all.push_back(
            {fields[i], static_cast<std::uint32_t>(std::stoul(fields[i + 1])), fields[i + 2]});
    return all;
}

bool in_schedule() {
    return state.shared != nullptr;
}

void begin_test() {
    reached_the_start();
    if (!state.shared->rehearsal.wall_clock) start_control();
}

void end_test() {
    if (state.on) end_control();
    found(Found::nothing);
}

void failed(const char* file, int line, const char* message) {
    Result& result = state.shared->result;
    std::snprintf(result.file, sizeof result.file, "%s", file);
    result.line = line;
    found(Found::wrong, message);
}

void not_started(const char* function) {
    found(Found::unstarted, function);
}

std::string name(Found found) {
    constexpr const char* names[] = {"nothing",
                                     "wrong",
                                     "exception",
                                     "crash",
                                     "race",
                                     "deadlock",
                                     "lost_wakeup",
                                     "livelock",
                                     "starvation",
                                     "use_after_free",
                                     "double_free",
                                     "double_unlock",
                                     "unlock_by_other",
                                     "destroyed_in_use",
                                     "still_running",
                                     "too_long",
                                     "environment",
                                     "too_many_threads",
                                     "unstarted",
                                     "vanished",
                                     "asked"};
    return names[static_cast<std::size_t>(found)];
}

}  // namespace conductor

extern "C" void racecourse_outcome(const char* text) {
    conductor::Result& result = conductor::state.shared->result;
    std::snprintf(result.text, sizeof result.text, "%s", text);
}
