// What the deciding switch of a failing schedule did, found as a pattern in the trace: a stale
// read, a lost update, a look whose answer was no longer true, two operations in the unlucky order.
// What fits no pattern gets a neutral sentence: a guess that is not sure is worse.
#include <algorithm>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "explain/schedule_parts.h"

namespace grader {
namespace {

constexpr std::string_view one_lock =
    "Hold one lock from the look to the change, in every thread, and do not let it go in between.";

class Search {
  public:
    explicit Search(const Finding& finding) : finding_(finding), events_(finding.events) {
        for (std::size_t i = 1; i < events_.size() && switch_ == 0; ++i)
            if (events_[i].deciding) switch_ = i;
        if (switch_ > 0 && thread(switch_ - 1) != thread(switch_))
            interrupted_ = thread(switch_ - 1);
    }

    Decision decide() const {
        for (const auto search : {&Search::stale_read, &Search::lost_update, &Search::look_then_act,
                                  &Search::gave_up, &Search::order, &Search::any_switch})
            if (auto found = (this->*search)()) return *found;
        return {};
    }

  private:
    using Index = std::size_t;

    [[nodiscard]] int thread(Index i) const { return events_[i].thread; }
    [[nodiscard]] std::string name(int id) const { return finding_.thread(id); }
    [[nodiscard]] std::string quoted(Index i) const { return finding_.quoted(events_[i].object); }

    template <class Fits>
    [[nodiscard]] std::optional<Index> last_before(Index end, Fits fits) const {
        for (Index i = end; i-- > 0;)
            if (fits(i)) return i;
        return std::nullopt;
    }
    template <class Fits>
    [[nodiscard]] std::optional<Index> first_from(Index begin, Fits fits) const {
        for (Index i = begin; i < events_.size(); ++i)
            if (fits(i)) return i;
        return std::nullopt;
    }

    [[nodiscard]] std::optional<Decision> stale_read() const {
        const auto read = last_before(events_.size(), [&](Index i) { return events_[i].stale; });
        if (!read) return std::nullopt;
        const auto write = last_before(*read, [&](Index i) {
            return events_[i].object == events_[*read].object && events_[i].changes() &&
                   thread(i) != thread(*read);
        });
        const std::string value =
            events_[*read].value.empty() ? "" : fmt::format(" ({})", events_[*read].value);
        Decision found;
        found.sentence =
            write ? fmt::format(
                        "{} read an old value of {}{}, although {} had already changed it: nothing "
                        "orders the read after the change.",
                        finding_.who(thread(*read)), quoted(*read), value, name(thread(*write)))
                  : fmt::format("{} read an old value of {}{}: nothing orders the read.",
                                finding_.who(thread(*read)), quoted(*read), value);
        found.mend =
            "Give the change the order std::memory_order_release and the read "
            "std::memory_order_acquire, or name no order at all: without one, an atomic is in "
            "order. std::memory_order_relaxed promises none.";
        found.pattern = Pattern::old_value;
        if (write) found.events.push_back(*write);
        found.events.push_back(*read);
        return found;
    }

    // A lock that the thread held at `from` and let go before `to`; 0 if there is none.
    [[nodiscard]] int let_go(Index from, Index to) const {
        const std::set<int> held(events_[from].holds.begin(), events_[from].holds.end());
        for (Index i = from + 1; i < to; ++i)
            if (thread(i) == thread(from) && events_[i].op == "unlock" &&
                held.contains(events_[i].object))
                return events_[i].object;
        return 0;
    }

    // One thread reads, another one changes, the first writes over it.
    [[nodiscard]] std::optional<Decision> lost_update() const {
        for (Index write = events_.size(); write-- > 0;) {
            const FoundEvent& event = events_[write];
            if (event.op != "write" && event.op != "store") continue;
            const auto touches = [&](Index i) { return events_[i].object == event.object; };
            const auto read = last_before(
                write, [&](Index i) { return touches(i) && thread(i) == event.thread; });
            if (!read || !events_[*read].looks() || (switch_ > 0 && switch_ > write)) continue;
            if (switch_ > 0 && switch_ <= *read) continue;
            const auto between = last_before(write, [&](Index i) {
                return i > *read && touches(i) && events_[i].changes() && thread(i) != event.thread;
            });
            if (!between) continue;
            const std::string me = name(event.thread), other = name(thread(*between));
            Decision found;
            found.events = {*read, *between, write};
            if (const int lock = let_go(*read, write)) {
                found.sentence = fmt::format(
                    "{} read {} and let go of {} before it wrote; in between {} changed {}, so "
                    "{}'s change is lost.",
                    finding_.who(event.thread), quoted(write), finding_.quoted(lock), other,
                    quoted(write), other);
                found.mend = one_lock;
                found.pattern = Pattern::let_go_between;
            } else {
                found.sentence = fmt::format(
                    "{} changed {} between {}'s read and {}'s write of it, so {}'s change is lost.",
                    finding_.who(thread(*between)), quoted(write), me, me, other);
                found.mend =
                    event.op == "store"
                        ? "Reading and writing an atomic are two steps. Use one: ++, fetch_add, "
                          "exchange or compare_exchange."
                        : "Hold one lock from the read to the write, in every thread.";
                found.pattern = Pattern::lost_update;
            }
            return found;
        }
        return std::nullopt;
    }

    // What the thread that looked did after the change, in the same call: best a change of what it
    // had looked at.
    [[nodiscard]] std::optional<Index> acts(Index look, Index change) const {
        const FoundEvent& seen = events_[look];
        for (const bool same : {true, false})
            for (const bool changes : {true, false}) {
                const auto found = first_from(change + 1, [&](Index i) {
                    return thread(i) == seen.thread && events_[i].call == seen.call &&
                           (events_[i].object == seen.object) == same &&
                           (events_[i].changes() || (!changes && events_[i].looks()));
                });
                if (found && (same || changes)) return found;
            }
        return std::nullopt;
    }

    // The interrupted thread had looked at something; another one changed it; then the first acted
    // on what it had seen.
    [[nodiscard]] std::optional<Decision> look_then_act() const {
        if (interrupted_ < 0) return std::nullopt;
        for (Index look = switch_; look-- > 0;) {
            const FoundEvent& seen = events_[look];
            if (seen.thread != interrupted_ || !seen.looks() || !seen.at) continue;
            const auto change = first_from(switch_, [&](Index i) {
                return events_[i].object == seen.object && events_[i].changes();
            });
            if (!change || thread(*change) == interrupted_) continue;
            const auto act = acts(look, *change);
            if (!act) continue;
            const std::string what = quoted(look);
            Decision found;
            found.events = {look, *change, *act};
            const int lock = let_go(look, *change);
            if (lock)
                found.sentence = fmt::format(
                    "{} looked at {} and let go of {}. Before it went on, {} changed {}, so what "
                    "{} had seen was no longer true.",
                    finding_.who(interrupted_), what, finding_.quoted(lock), name(thread(*change)),
                    what, name(interrupted_));
            else
                found.sentence = fmt::format(
                    "{} looked at {}, and before it acted on what it had seen, {} changed {}.",
                    finding_.who(interrupted_), what, name(thread(*change)), what);
            found.pattern = lock == 0 ? Pattern::look_then_act : Pattern::let_go_between;
            found.mend = lock == 0 && seen.op == "load"
                             ? "Look and change in one step: compare_exchange in a loop, or one "
                               "lock around both."
                             : std::string(one_lock);
            return found;
        }
        return std::nullopt;
    }

    // Its last compare_exchange found what another thread had changed, and it did not look again.
    [[nodiscard]] std::optional<Decision> gave_up() const {
        if (interrupted_ < 0) return std::nullopt;
        const auto tried = last_before(events_.size(), [&](Index i) {
            return thread(i) == interrupted_ && (events_[i].looks() || events_[i].op == "cas");
        });
        if (!tried || *tried < switch_ || events_[*tried].op != "cas" || !events_[*tried].failed())
            return std::nullopt;
        const auto of_it = [&](Index i) { return events_[i].object == events_[*tried].object; };
        const auto change = last_before(*tried, [&](Index i) {
            return of_it(i) && events_[i].changes() && thread(i) != interrupted_;
        });
        const auto look = last_before(change ? *change : 0, [&](Index i) {
            return of_it(i) && events_[i].looks() && thread(i) == interrupted_;
        });
        if (!look) return std::nullopt;
        Decision found;
        found.events = {*look, *change, *tried};
        found.sentence = fmt::format(
            "{} read {}, then {} changed it. So the compare_exchange of {} met another value and "
            "did nothing, and nobody tried again.",
            finding_.who(interrupted_), quoted(*look), name(thread(*change)), name(interrupted_));
        found.mend =
            "A compare_exchange that fails says no more than that another thread was faster. Look "
            "at the new value, decide again, and try again: in a loop.";
        found.pattern = Pattern::look_then_act;
        return found;
    }

    [[nodiscard]] std::string done(Index i) const {
        const FoundEvent& event = events_[i];
        if (event.looks()) return "read";
        if (event.changes()) return event.op == "write" ? "wrote" : "changed";
        if (event.notifies()) return "notified";
        return "locked";
    }

    // Something of the other thread's came before something of the interrupted thread's, and the
    // two do not commute. Data says more than locks.
    [[nodiscard]] std::optional<Decision> order() const {
        if (interrupted_ < 0) return std::nullopt;
        for (const bool data : {true, false})
            for (Index early = switch_; early < events_.size(); ++early) {
                const FoundEvent& first = events_[early];
                if (first.thread == interrupted_) break;
                const auto late = first_from(early + 1, [&](Index i) {
                    return thread(i) == interrupted_ && events_[i].object == first.object &&
                           (data ? events_[i].changes() || events_[i].looks()
                                 : events_[i].locks() || events_[i].op == "wait");
                });
                if (first.object == 0 || !late || !first.at || !events_[*late].at) continue;
                const FoundEvent& second = events_[*late];
                const bool conflict = data ? (first.changes() || first.looks()) &&
                                                 (first.changes() || second.changes())
                                           : (first.locks() && second.locks()) ||
                                                 (first.notifies() && second.op == "wait");
                if (!conflict) continue;
                Decision found;
                found.events = {early, *late};
                found.pattern = Pattern::unlucky_order;
                std::string later = done(*late) + " it";
                if (done(early) == done(*late)) later = "did";
                if (second.op == "wait") later = "began to wait";
                found.sentence = fmt::format("{} {} {} before {} {}.", finding_.who(first.thread),
                                             done(early), quoted(early), name(interrupted_), later);
                if (data)
                    // Who looks before the value is there began too early; the rest is half seen.
                    found.mend = first.looks() && second.op == "write"
                                     ? "If one must come first, make it certain: do it before the "
                                       "other thread starts, or let that thread wait for it."
                                     : "Both orders must be right: hold one lock over all that "
                                       "others must not see half done.";
                return found;
            }
        return std::nullopt;
    }

    // A switch in the middle of one of the learner's functions; the deciding one, if it is such.
    [[nodiscard]] std::optional<Index> switch_within_a_call() const {
        const auto within = [&](Index i) {
            if (i == 0 || thread(i - 1) == thread(i)) return false;
            const FoundEvent& before = events_[i - 1];
            const auto next = first_from(i, [&](Index j) { return thread(j) == before.thread; });
            return before.at && next && events_[*next].at && events_[*next].call == before.call;
        };
        if (within(switch_)) return switch_;
        return first_from(1, within);
    }

    [[nodiscard]] std::optional<Decision> any_switch() const {
        if (interrupted_ < 0) return std::nullopt;
        const auto within = switch_within_a_call();
        const Index at = within.value_or(switch_);
        const int interrupted = thread(at - 1);
        Decision found;
        found.sentence = fmt::format(
            "{} was interrupted{}, and {} went on{}.", finding_.who(interrupted),
            within ? " in the middle of `" + short_name(events_[at - 1].call) + "`" : "",
            name(thread(at)), at == switch_ ? ": this switch decides it" : "");
        // Where the thread was, as far as it was in the learner's code.
        if (const auto was =
                last_before(at, [&](Index i) { return thread(i) == interrupted && events_[i].at; }))
            found.events.push_back(*was);
        if (events_[at].at) found.events.push_back(at);
        return found;
    }

    const Finding& finding_;
    const std::vector<FoundEvent>& events_;
    Index switch_ = 0;      // the event before which it happens; 0: unknown
    int interrupted_ = -1;  // the thread that ran before it
};

}  // namespace

Decision decision(const Finding& finding) {
    return Search(finding).decide();
}

}  // namespace grader
