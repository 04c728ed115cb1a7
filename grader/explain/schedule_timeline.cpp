// The timeline of a failing schedule: which steps are shown, how they are put, and which step let
// another one happen.
#include <algorithm>
#include <initializer_list>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "common/text.h"
#include "explain/schedule_parts.h"

namespace grader {
namespace {

constexpr std::size_t most_rows = 40;
// Of threads that go round in circles the last rounds say all there is to say.
constexpr std::size_t most_rows_of_circles = 16;

// What has a row of its own.
bool special(const FoundEvent& event) {
    return event.deciding || event.stale || event.op == "timeout" || event.op == "spurious" ||
           event.op == "wait" || event.op == "futex_wait" || event.op == "blocked";
}

bool shown(const FoundEvent& event) {
    return event.at || event.deciding || event.op == "start" || event.op == "exit";
}

// Several things done in one line: "reads a → 0 (3 times), writes a = 1".
class Actions {
  public:
    void add(std::string text) {
        const auto before = std::find_if(parts_.begin(), parts_.end(),
                                         [&](const auto& part) { return part.first == text; });
        if (before == parts_.end())
            parts_.emplace_back(std::move(text), 1);
        else
            ++before->second;
    }

    [[nodiscard]] std::string text() const {
        constexpr std::size_t most = 4;
        std::vector<std::string> texts;
        for (std::size_t i = 0; i < parts_.size(); ++i) {
            if (parts_.size() > most && i == 2) texts.emplace_back("...");
            if (parts_.size() > most && i >= 2 && i + 1 < parts_.size()) continue;
            const auto& [text, times] = parts_[i];
            texts.push_back(times == 1 ? text : fmt::format("{} ({} times)", text, times));
        }
        return joined(texts, ", ");
    }

  private:
    std::vector<std::pair<std::string, int>> parts_;
};

class Teller {
  public:
    explicit Teller(const Finding& finding)
        : finding_(finding), step_of_(finding.events.size(), 0) {}

    Told tell(const Names& names) {
        for (std::size_t i = 0; i < finding_.events.size(); ++i) {
            if (!shown(finding_.events[i])) continue;
            if (folds(i))
                extend(i);
            else
                begin(i);
        }
        mark_the_end();
        find_switches();
        Timeline& timeline = timeline_;
        const bool circles = is({"livelock", "starvation", "too_long"});
        const std::size_t most = circles ? most_rows_of_circles : most_rows;
        if (rows_.size() > most) {
            timeline.left_out = static_cast<int>(rows_.size() - most);
            rows_.erase(rows_.begin(), rows_.end() - static_cast<std::ptrdiff_t>(most));
        }
        name_threads();
        for (auto& [row, thread] : rows_) timeline.rows.push_back(std::move(row));
        timeline.title = "How it happened, step by step";
        if (finding_.schedule > 0) {
            timeline.title += fmt::format(" (try {} of {}", finding_.schedule,
                                          std::max(finding_.of, finding_.schedule));
            if (finding_.switches > 0)
                timeline.title += ", " + counted(finding_.switches, "switch") + " between threads";
            timeline.title += ")";
        }
        timeline.title += ":";
        timeline.notes = finding_.notes;
        return {finding_, names, std::move(timeline_), std::move(step_of_)};
    }

  private:
    struct Numbered {
        TimelineRow row;
        int thread;  // its id
    };

    [[nodiscard]] bool folds(std::size_t i) const {
        const FoundEvent& event = finding_.events[i];
        if (rows_.empty() || rows_.back().thread != event.thread || special(event)) return false;
        const auto& last = rows_.back().row.place;
        if (!last || !event.at || last->line != event.at->place.line ||
            last->file != event.at->place.file)
            return false;
        const FoundEvent& before = finding_.events[last_event_];
        if (event.op == "unlock" && before.op == "unlock" && before.object == event.object)
            return false;  // that is the fault
        // Nobody else came in between, not even unseen.
        for (std::size_t j = last_event_ + 1; j < i; ++j)
            if (finding_.events[j].thread != event.thread) return false;
        return true;
    }

    void begin(std::size_t i) {
        const FoundEvent& event = finding_.events[i];
        Numbered next{{}, event.thread};
        next.row.number = event.number;
        next.row.place = place_of(event.at);
        if (event.deciding) next.row.marks.push_back(Mark::deciding);
        if (event.stale) next.row.marks.push_back(Mark::stale);
        if (event.op == "timeout") next.row.marks.push_back(Mark::timed_out);
        if (event.op == "spurious") next.row.marks.push_back(Mark::spurious);
        rows_.push_back(std::move(next));
        actions_ = Actions();
        extend(i);
    }

    void extend(std::size_t i) {
        const FoundEvent& event = finding_.events[i];
        TimelineRow& row = rows_.back().row;
        std::string text = action(finding_, i);
        if (!event.at && event.op != "start" && event.op != "exit") text += ", in the test";
        actions_.add(std::move(text));
        row.action = actions_.text();
        row.holds.clear();
        for (const int lock : event.holds) row.holds.push_back(finding_.named(lock));
        if (const int after = let_by(i)) row.after = after;
        step_of_[i] = row.number;
        last_event_ = i;
    }

    [[nodiscard]] bool is(std::initializer_list<std::string_view> kinds) const {
        return std::find(kinds.begin(), kinds.end(), finding_.kind) != kinds.end();
    }

    // The step of another thread without which event `i` could not have come.
    [[nodiscard]] int let_by(std::size_t i) const {
        const FoundEvent& event = finding_.events[i];
        const auto last = [&](auto&& fits) {
            for (std::size_t j = i; j-- > 0;) {
                const FoundEvent& before = finding_.events[j];
                if (before.thread != event.thread && fits(before)) return step_of_[j];
            }
            return 0;
        };
        const auto by = [&](std::string_view op) {
            return last(
                [&](const FoundEvent& e) { return e.op == op && e.object == event.object; });
        };
        if (event.op == "woken")
            return last([&](const FoundEvent& e) {
                return e.notifies() && e.object == event.object && e.value != "0";
            });
        if (event.op == "start")
            return last([&](const FoundEvent& e) {
                return e.op == "create" &&
                       other_thread(finding_, index(e)) == finding_.thread(event.thread);
            });
        if (!had_to_wait(i)) return 0;
        if (event.locks()) return by("unlock");
        if (event.op == "sem_wait") return by("sem_post");
        return 0;
    }

    [[nodiscard]] std::size_t index(const FoundEvent& event) const {
        return static_cast<std::size_t>(&event - finding_.events.data());
    }

    [[nodiscard]] bool had_to_wait(std::size_t i) const {
        for (std::size_t j = i; j-- > 0;)
            if (finding_.events[j].thread == finding_.events[i].thread)
                return finding_.events[j].op == "blocked" &&
                       finding_.events[j].object == finding_.events[i].object;
        return false;
    }

    void mark_the_end() {
        if (is({"deadlock", "lost_wakeup", "livelock", "starvation"})) {
            for (const FoundWait& wait : finding_.waits) show_wait(wait, ", for ever");
        } else if (is({"still_running", "too_long"})) {
            for (const FoundWait& wait : finding_.waits) show_wait(wait, "");
        } else if (!finding_.accesses.empty()) {
            for (const FoundAccess& access : finding_.accesses)
                for (Numbered& each : rows_)
                    if (each.row.number == step_numbered(access.event))
                        each.row.marks.push_back(Mark::last);
        } else if (!is({"wrong"}) && !rows_.empty()) {
            rows_.back().row.marks.push_back(Mark::last);
        }
    }

    // The step that the event with this number went into.
    [[nodiscard]] int step_numbered(int number) const {
        for (std::size_t i = 0; i < finding_.events.size(); ++i)
            if (finding_.events[i].number == number) return step_of_[i] ? step_of_[i] : -1;
        return -1;
    }

    // Where a thread waits at the end is often what it did last; otherwise it gets a row of its
    // own.
    void show_wait(const FoundWait& wait, std::string_view how_long) {
        if (!wait.at) return;
        const auto last = std::find_if(rows_.rbegin(), rows_.rend(), [&](const Numbered& each) {
            return each.thread == wait.thread;
        });
        const std::string text = action(finding_, wait) + std::string(how_long);
        const bool waits = text.starts_with("waits ");
        if (last != rows_.rend() && last->row.place &&
            last->row.place->line == wait.at->place.line &&
            (!waits || last->row.action.starts_with("waits "))) {
            if (waits)
                last->row.action = text;
            else
                last->row.action += ", and so on" + std::string(how_long);
            last->row.marks.push_back(Mark::last);
            return;
        }
        Numbered row{{}, wait.thread};
        row.row.number = std::max(rows_.empty() ? 0 : rows_.back().row.number,
                                  finding_.events.empty() ? 0 : finding_.events.back().number) +
                         1;
        row.row.action = text;
        row.row.place = wait.at->place;
        for (const int lock : wait.holds) row.row.holds.push_back(finding_.named(lock));
        row.row.marks.push_back(Mark::last);
        rows_.push_back(std::move(row));
    }

    void find_switches() {
        for (std::size_t i = 1; i < rows_.size(); ++i)
            if (rows_[i].thread != rows_[i - 1].thread)
                rows_[i].row.marks.insert(rows_[i].row.marks.begin(), Mark::switched);
    }

    // Only threads that do something that is shown.
    void name_threads() {
        std::map<int, std::size_t> index;
        for (const Numbered& each : rows_) index[each.thread] = 0;
        for (auto& [id, at] : index) {
            at = timeline_.threads.size();
            timeline_.threads.push_back(finding_.thread(id));
        }
        for (Numbered& each : rows_) each.row.thread = index[each.thread];
    }

    const Finding& finding_;
    Timeline timeline_;
    std::vector<Numbered> rows_;
    std::vector<int> step_of_;
    Actions actions_;
    std::size_t last_event_ = 0;  // that went into the last row
};

}  // namespace

std::string Told::step(std::size_t event) const {
    return step_of[event] ? fmt::format(" (step {})", step_of[event]) : "";
}

Step Told::event(std::size_t event) const {
    const FoundEvent& it = finding.events[event];
    return {fmt::format("{} {}{}{}", finding.who(it.thread), action(finding, event, Quotes::yes),
                        step(event), it.at ? ":" : "."),
            place_of(it.at)};
}

Told tell(const Finding& finding, const Names& names) {
    return Teller(finding).tell(names);
}

}  // namespace grader
