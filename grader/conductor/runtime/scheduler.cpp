// Who runs next. Each step that others could see asks first; one thread goes on, all others sleep.
#include <linux/futex.h>
#include <sys/syscall.h>

#include "conductor/runtime/runtime.h"

namespace conductor {
namespace {

// Further ahead than this, time does not run while anybody can still do something: a test's own
// generous limit must not fire.
constexpr std::uint64_t horizon = 5'000'000'000;
constexpr std::uint32_t spins = 40;           // steps without effect until others go first
constexpr std::uint32_t barren_limit = 4000;  // of all threads together: nothing will ever change
constexpr std::uint64_t longest_burst = 300;

std::uint64_t bit(int thread) {
    return std::uint64_t{1} << thread;
}

bool can_run(Thread& thread) {
    if (!thread.alive || thread.finished) return false;
    if (thread.spinning) {
        if (thread.changes_seen == state.changes) return false;
        thread.spinning = false;
        thread.idle = spins - 8;
    }
    const Pending& pending = thread.pending;
    return pending.ready == nullptr || pending.deadline <= state.now || pending.ready(thread);
}

std::uint64_t enabled() {
    std::uint64_t mask = 0;
    for (int i = 0; i < state.threads; ++i)
        if (can_run(state.thread[i])) mask |= bit(i);
    return mask;
}

std::uint64_t next_deadline() {
    std::uint64_t next = never;
    for (int i = 0; i < state.threads; ++i) {
        const Thread& thread = state.thread[i];
        if (!thread.alive || thread.finished) continue;
        const std::uint64_t deadline = thread.pending.deadline;
        if (deadline > state.now && deadline < next) next = deadline;
    }
    return next;
}

void pass_time(std::uint64_t until) {
    state.now = until;
    ++state.changes;  // for those who spin on a clock
    state.barren = 0;
}

const Decision* forced(Choice choice) {
    const Config& config = state.shared->config;
    const Thread& me = self();
    for (std::uint32_t i = 0; i < config.forced_count; ++i) {
        const Decision& decision = config.forced[i];
        if (decision.thread == me.id && decision.step == me.step && decision.choice == choice)
            return &decision;
    }
    return nullptr;
}

void record(Choice choice, int value) {
    Result& result = state.shared->result;
    const Thread& me = self();
    if (result.decision_count == most_decisions) {
        result.decisions_cut = true;
        return;
    }
    result.decisions[result.decision_count++] = {static_cast<std::uint8_t>(me.id), choice,
                                                 static_cast<std::uint16_t>(value), me.step};
}

int lowest_bit(std::uint64_t mask) {
    return __builtin_ctzll(mask);
}

int bit_number(std::uint64_t mask, std::uint64_t n) {
    for (; n > 0; --n) mask &= mask - 1;
    return lowest_bit(mask);
}

int next_after(std::uint64_t mask, int thread) {
    const std::uint64_t behind = thread == 63 ? 0 : mask & ~(bit(thread + 1) - 1);
    return lowest_bit(behind != 0 ? behind : mask);
}

// Of those that can run, the ones about whom there is something to decide for a player: whoever
// waits for the end of others comes last.
std::uint64_t without_joins(std::uint64_t mask) {
    std::uint64_t open = 0;
    for (std::uint64_t rest = mask; rest != 0; rest &= rest - 1) {
        const int i = lowest_bit(rest);
        if (state.thread[i].pending.op != Op::join) open |= bit(i);
    }
    return open != 0 ? open : mask;
}

// Who goes on without being chosen: the only one, and whoever starts threads or is started.
int comes_by_itself(std::uint64_t open) {
    for (std::uint64_t rest = open; rest != 0; rest &= rest - 1) {
        const int i = lowest_bit(rest);
        const Op op = state.thread[i].pending.op;
        if (op == Op::start || op == Op::create || op == Op::none) return i;
    }
    return (open & (open - 1)) == 0 ? lowest_bit(open) : -1;
}

int by_player(std::uint64_t mask, int usual) {
    const Config& config = state.shared->config;
    Result& result = state.shared->result;
    if (result.branch_count < config.played_count) {
        const std::uint8_t wish = config.played[result.branch_count];
        if (wish < most_threads && (mask & bit(wish)) != 0) return wish;
        result.diverged = true;
    }
    if (!config.ask && !result.diverged) return usual;
    result.can_run = mask;
    found(Found::asked);
}

int by_strategy(std::uint64_t mask, int usual) {
    const Config& config = state.shared->config;
    Thread& me = self();
    Strategy strategy = config.strategy;
    // No strategy is fair for ever: what waits by looking again must end all the same.
    if (strategy != Strategy::forced && strategy != Strategy::played &&
        state.steps > config.step_limit / 2)
        strategy = Strategy::random;
    switch (strategy) {
        case Strategy::forced: {
            const Decision* decision = forced(Choice::run);
            if (decision == nullptr) return usual;
            if ((mask & bit(decision->value)) != 0) return decision->value;
            state.shared->result.diverged = true;
            return usual;
        }
        case Strategy::random:
            return bit_number(mask, random_number() % __builtin_popcountll(mask));
        case Strategy::pct: {
            int best = -1;
            for (int i = 0; i < state.change_count; ++i)
                if (state.change_points[i] == state.steps) me.priority = --state.lowest;
            if (me.pending.op == Op::yield || me.burst > longest_burst) {
                me.priority = --state.lowest;
                me.burst = 0;
            }
            for (std::uint64_t rest = mask; rest != 0; rest &= rest - 1) {
                const int i = lowest_bit(rest);
                if (best < 0 || state.thread[i].priority > state.thread[best].priority) best = i;
            }
            return best;
        }
        case Strategy::pos: {
            int best = -1;
            if (me.pending.op == Op::yield || me.burst > longest_burst) {
                me.random_priority = 0;
                me.burst = 0;
            }
            for (std::uint64_t rest = mask; rest != 0; rest &= rest - 1) {
                const int i = lowest_bit(rest);
                if (best < 0 ||
                    state.thread[i].random_priority > state.thread[best].random_priority)
                    best = i;
            }
            // Whoever races with the chosen step draws again.
            for (std::uint64_t rest = mask; rest != 0; rest &= rest - 1) {
                const int i = lowest_bit(rest);
                if (i != best && state.thread[best].pending.address != nullptr &&
                    state.thread[i].pending.address == state.thread[best].pending.address)
                    state.thread[i].random_priority = random_number();
            }
            return best;
        }
        case Strategy::surw: {
            std::uint64_t total = 0;
            for (std::uint64_t rest = mask; rest != 0; rest &= rest - 1) {
                const Thread& thread = state.thread[lowest_bit(rest)];
                const std::uint32_t all = config.per_thread[thread.id];
                total += all > thread.step ? all - thread.step : 1;
            }
            std::uint64_t at = random_number() % total;
            for (std::uint64_t rest = mask; rest != 0; rest &= rest - 1) {
                const Thread& thread = state.thread[lowest_bit(rest)];
                const std::uint32_t all = config.per_thread[thread.id];
                const std::uint64_t weight = all > thread.step ? all - thread.step : 1;
                if (at < weight) return thread.id;
                at -= weight;
            }
            return usual;
        }
        case Strategy::played:
            return by_player(mask, usual);
    }
    return usual;
}

void maybe_jump() {
    const std::uint64_t next = next_deadline();
    if (next == never || next - state.now > horizon) return;
    const Config& config = state.shared->config;
    const bool jump = config.strategy == Strategy::forced ? forced(Choice::jump) != nullptr
                                                          : percent(config.jump_percent10);
    if (!jump) return;
    record(Choice::jump, 1);
    ++state.jumps;
    pass_time(next);
}

void maybe_spurious() {
    const Config& config = state.shared->config;
    int wake = -1;
    if (config.strategy == Strategy::forced) {
        if (config.forced_count == 0) return;
        const Decision* decision = forced(Choice::spurious);
        if (decision == nullptr) return;
        wake = decision->value;
        const Thread& thread = state.thread[wake];
        if (wake >= state.threads || thread.pending.op != Op::wait || thread.woken) {
            state.shared->result.diverged = true;
            return;
        }
    } else {
        if (config.spurious_percent10 == 0) return;
        std::uint64_t waiting = 0;
        for (int i = 0; i < state.threads; ++i) {
            const Thread& thread = state.thread[i];
            if (thread.alive && !thread.finished && thread.pending.op == Op::wait &&
                !thread.woken && i != self().id)
                waiting |= bit(i);
        }
        if (waiting == 0 || !percent(config.spurious_percent10)) return;
        wake = bit_number(waiting, random_number() % __builtin_popcountll(waiting));
    }
    record(Choice::spurious, wake);
    state.thread[wake].woken = true;
    Event* said = event(Op::spurious, Thing::condition_variable,
                        reinterpret_cast<const void*>(state.thread[wake].wait_key), 0);
    if (said != nullptr) {
        said->thread = static_cast<std::uint8_t>(wake);
        said->other = static_cast<std::uint8_t>(wake);
    }
}

int choose() {
    Thread& me = self();
    maybe_jump();
    maybe_spurious();
    std::uint64_t mask = enabled();
    while (mask == 0) {
        const std::uint64_t next = next_deadline();
        bool again = false;
        if (next != never) {
            pass_time(next);
            again = true;
        } else {
            for (int i = 0; i < state.threads; ++i) {
                Thread& thread = state.thread[i];
                if (!thread.alive || thread.finished || !thread.spinning) continue;
                thread.spinning = false;
                thread.idle = 0;
                again = true;
            }
        }
        if (!again) found_stuck();
        mask = enabled();
    }
    const bool can_go_on = (mask & bit(me.id)) != 0 && !me.finished;
    const bool gives_way = me.pending.op == Op::yield || me.burst > longest_burst;
    int usual = can_go_on && !gives_way ? me.id : next_after(mask, me.id);
    if ((mask & (mask - 1)) == 0) return lowest_bit(mask);
    const bool played = state.shared->config.strategy == Strategy::played;
    const std::uint64_t open = played ? without_joins(mask) : mask;
    const int by_itself = played ? comes_by_itself(open) : -1;
    const int wish = (open & bit(usual)) != 0 ? usual : next_after(open, me.id);
    const int chosen = by_itself >= 0 ? by_itself : by_strategy(open, wish);
    if (chosen != usual) record(Choice::run, chosen);
    Result& result = state.shared->result;
    if (by_itself < 0 && result.branch_count < most_decisions) {
        result.branches[result.branch_count++] = {open,
                                                  me.step,
                                                  static_cast<std::uint8_t>(me.id),
                                                  static_cast<std::uint8_t>(chosen),
                                                  can_go_on && !gives_way,
                                                  state.steps};
    }
    return chosen;
}

}  // namespace

void hand_over(Thread& me, Thread& next) {
    ++state.switches;
    me.burst = 0;
    next.burst = 0;
    state.current = next.id;
    const bool gone = me.finished;
    __atomic_store_n(&next.turn, 1, __ATOMIC_RELEASE);
    kernel(SYS_futex, reinterpret_cast<long>(&next.turn), FUTEX_WAKE_PRIVATE, 1);
    if (gone) return;
    while (__atomic_load_n(&me.turn, __ATOMIC_ACQUIRE) == 0)
        kernel(SYS_futex, reinterpret_cast<long>(&me.turn), FUTEX_WAIT_PRIVATE, 0);
    me.turn = 0;
}

std::uint64_t random_number() {
    state.random += 0x9E3779B97F4A7C15u;
    std::uint64_t z = state.random;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

bool percent(std::uint32_t of_1000) {
    return of_1000 != 0 && random_number() % 1000 < of_1000;
}

int decide(Choice choice, int options, int (*pick)(int)) {
    if (options < 2) return 0;
    int value = 0;
    if (state.shared->config.strategy == Strategy::forced) {
        if (state.shared->config.forced_count == 0) return 0;
        const Decision* decision = forced(choice);
        value = decision == nullptr ? 0 : decision->value;
        if (value >= options) {
            state.shared->result.diverged = true;
            value = 0;
        }
    } else if (state.shared->config.strategy != Strategy::played) {
        value = pick(options);
    }
    if (value != 0) record(choice, value);
    return value;
}

void point(const Pending& pending) {
    Thread& me = self();
    if (state.rehearsing) {
        me.pending = pending;
        rehearse_point();
        return;
    }
    note_written(me);
    me.pending = pending;
    me.pending.stack = stack_here(pending.caller);
    me.random_priority = random_number();
    ++me.step;
    ++me.burst;
    ++state.steps;
    ++state.barren;
    state.shared->result.heartbeat = state.steps;
    if (state.steps > state.shared->config.step_limit) found(Found::too_long);
    if (state.ending && state.steps > state.end_of_all) found(Found::still_running);
    if (state.barren > barren_limit) found(Found::livelock);
    Thread& next = state.thread[choose()];
    if (&next != &me) hand_over(me, next);
}

bool expired() {
    const Thread& me = self();
    return me.pending.ready != nullptr && !me.pending.ready(me);
}

void changed() {
    if (state.rehearsing) {
        rehearse_changed();
        return;
    }
    ++state.changes;
    state.barren = 0;
    Thread& me = self();
    me.idle = 0;
    me.spinning = false;
    me.last_load = nullptr;
}

void idle() {
    Thread& me = self();
    if (++me.idle < spins || state.rehearsing) return;
    me.spinning = true;
    me.changes_seen = state.changes;
}

void leave() {
    if (state.rehearsing) {
        rehearse_leave();
        return;
    }
    Thread& me = self();
    me.pending = {};
    me.finished = true;
    ++me.step;
    ++state.steps;
    const int next = choose();
    // The rest is the C library's: nothing of the program runs in this thread any more.
    self_ = nullptr;
    hand_over(me, state.thread[next]);
}

void tick() {
    Thread& me = self();
    ++me.clock.at[me.id];
}

void join(Clock& into, const Clock& from) {
    if (state.rehearsing) return;
    for (int i = 0; i < state.threads; ++i)
        if (from.at[i] > into.at[i]) into.at[i] = from.at[i];
}

// A thread misses a turn of another one that began when it was waiting already, and ends before its
// own. One that it could have taken part in, had it only been chosen, does not count.
void turn_begins(int most) {
    // Whoever was woken by this thread's last turn may look before the next one.
    point(Op::none, Thing::none, nullptr, 0);
    Thread& me = self();
    me.turn_since = state.steps + 1;
    me.turn_most = most;
    me.turn_missed = 0;
    me.overtakes = 0;
    for (int i = 0; i < state.threads; ++i) {
        Thread& other = state.thread[i];
        if (i != me.id && other.alive && !other.finished && other.turn_since != 0 &&
            !can_run(other))
            me.overtakes |= bit(i);
    }
}

void turn_ends() {
    Thread& me = self();
    for (std::uint64_t rest = me.overtakes; rest != 0; rest &= rest - 1) {
        Thread& other = state.thread[lowest_bit(rest)];
        const bool same_turn = other.turn_since != 0 && other.turn_since <= me.turn_since;
        if (same_turn && ++other.turn_missed > other.turn_most) found(Found::starvation);
    }
    me.turn_since = 0;
}

void start_control() {
    const Config& config = state.shared->config;
    Thread& main = state.thread[0];
    main.id = 0;
    main.alive = true;
    main.clock.at[0] = 1;
    state.threads = 1;
    state.alive = 1;
    state.now = 1'000'000'000'000;
    state.random = config.seed * 0x2545F4914F6CDD1Du + 0x9E3779B97F4A7C15u;
    state.tracing = config.trace;
    state.lowest = 0;
    main.priority = static_cast<std::int64_t>(random_number() >> 2);
    const std::uint32_t steps = config.expected_steps < 2 ? 2 : config.expected_steps;
    state.change_count = 2;
    for (int i = 0; i < state.change_count; ++i)
        state.change_points[i] = 1 + static_cast<std::uint32_t>(random_number() % steps);
    self_ = &main;
    if (state.shared->rehearsal.on) start_rehearsal();
    state.on = true;
}

void end_control() {
    finish_rest();
    found(Found::nothing);
}

}  // namespace conductor
