#include "conductor/play.h"

#include <algorithm>
#include <deque>
#include <optional>

#include "conductor/child.h"
#include "conductor/token.h"
#include "conductor/trace.h"

namespace conductor {
namespace {

constexpr int most_preemptions = 4;

Config& config() {
    return shared().config;
}
Result& result() {
    return shared().result;
}

class Player {
  public:
    Player(const std::string& test, const Budget& budget) : test_(test), budget_(budget) {
        config().step_limit = budget.steps;
        const Scouted scouted = scout();
        racy_ = scouted.races;
        config().watched_count = static_cast<std::uint32_t>(scouted.variables.size());
        std::copy(scouted.variables.begin(), scouted.variables.end(), config().watched);
    }

    Explored at(const std::vector<int>& choices, bool plain) {
        make_plain(plain);
        run(choices, true, true);
        return told();
    }

    Explored shortest() {
        for (const bool plain : {true, false}) {
            if (plain && racy_.empty()) continue;
            make_plain(plain);
            if (auto choices = failing_choices()) return again(*choices);
        }
        make_plain(false);
        return again({});
    }

    struct Scouted {
        std::vector<std::uint64_t> races;
        std::vector<Watched> variables;
    };
    // One run in which each thread goes on as long as it can.
    static Scouted scout() {
        config().strategy = Strategy::played;
        config().quiet = true;
        config().trace = true;
        config().note_races = true;
        config().plain_count = config().watched_count = 0;
        config().played_count = 0;
        config().ask = false;
        run_once();
        config().note_races = false;
        return {{result().races, result().races + result().race_count}, shared_variables(result())};
    }

  private:
    void make_plain(bool plain) {
        plain_ = plain;
        config().plain_count = plain ? static_cast<std::uint32_t>(racy_.size()) : 0;
        std::copy_n(racy_.begin(), config().plain_count, config().plain);
    }

    void run(const std::vector<int>& choices, bool ask, bool trace) {
        config().strategy = Strategy::played;
        config().quiet = true;
        config().trace = trace;
        config().ask = ask;
        config().played_count = 0;
        for (const int choice : choices) {
            if (config().played_count == most_played) break;
            config().played[config().played_count++] = static_cast<std::uint8_t>(choice);
        }
        run_once();
    }

    Explored again(const std::vector<int>& choices) {
        run(choices, false, true);
        return told();
    }

    Explored told() {
        Explored explored;
        explored.found = result().found;
        explored.text = result().text;
        explored.file = result().file;
        explored.line = result().line;
        explored.switches = result().switches;
        explored.strategy = "play";
        std::vector<Decision> decisions(result().decisions,
                                        result().decisions + result().decision_count);
        if (plain_) decisions.insert(decisions.begin(), {0, Choice::plain, 0, 0});
        explored.token = encode_token(decisions);
        explored.json = play_as_json(test_, result(), decisions, explored, plain_);
        return explored;
    }

    // Those with no preemption first, then with one, and so on; among these the one with the fewest
    // steps.
    std::optional<std::vector<int>> failing_choices() {
        std::deque<std::vector<int>> waiting[most_preemptions + 1];
        waiting[0].push_back({});
        std::optional<std::vector<int>> best;
        std::uint32_t best_steps = 0;
        std::uint32_t runs = 0;
        for (int bound = 0; bound <= most_preemptions && !best; ++bound) {
            // Alternatives with the same number of preemptions come in at the back meanwhile.
            for (; !waiting[bound].empty() && runs < budget_.schedules; ++runs) {
                const std::vector<int> prefix = std::move(waiting[bound].front());
                waiting[bound].pop_front();
                run(prefix, false, false);
                if (is_failure(result().found)) {
                    if (!best || result().steps < best_steps) {
                        best_steps = result().steps;
                        best = taken();
                    }
                    continue;
                }
                std::vector<int> path = prefix;
                for (std::uint32_t i = static_cast<std::uint32_t>(prefix.size());
                     i < result().branch_count && i < most_played; ++i) {
                    const Branch& branch = result().branches[i];
                    const int cost = bound + (branch.preemption ? 1 : 0);
                    for (int thread = 0; thread < most_threads && cost <= most_preemptions;
                         ++thread) {
                        if ((branch.enabled >> thread & 1) == 0 || thread == branch.chosen)
                            continue;
                        path.push_back(thread);
                        waiting[cost].push_back(path);
                        path.pop_back();
                    }
                    path.push_back(branch.chosen);
                }
            }
        }
        return best;
    }

    static bool is_failure(Found found) {
        return found != Found::nothing && found != Found::asked && found != Found::unstarted &&
               found != Found::environment && found != Found::too_long;
    }

    static std::vector<int> taken() {
        std::vector<int> choices;
        for (std::uint32_t i = 0; i < result().branch_count; ++i)
            choices.push_back(result().branches[i].chosen);
        return choices;
    }

    const std::string& test_;
    const Budget& budget_;
    std::vector<std::uint64_t> racy_;
    bool plain_ = false;
};

}  // namespace

Explored play(const std::string& test, const std::vector<int>& choices, bool plain,
              const Budget& budget, RunTest run) {
    return explored_at_the_start(test, run, budget,
                                 [&] { return Player(test, budget).at(choices, plain); });
}

Explored play_shortest(const std::string& test, const Budget& budget, RunTest run) {
    return explored_at_the_start(test, run, budget,
                                 [&] { return Player(test, budget).shortest(); });
}

void make_plain_uses_steps() {
    const auto races = Player::scout().races;
    config().plain_count = static_cast<std::uint32_t>(races.size());
    std::copy(races.begin(), races.end(), config().plain);
}

}  // namespace conductor
