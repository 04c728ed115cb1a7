// Virtual cores: of all threads the one that has come least far in time goes on. A thread's time is
// its own processor time; sleeping and waiting cost none, and everything that others could see
// happens in the order of these times. So eight threads are judged as on eight cores, one after the
// other, on any machine, however busy.
#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <x86intrin.h>

#include "conductor/runtime/runtime.h"

extern "C" void racecourse_atomic(const volatile void* at, int op);
extern "C" void racecourse_atomic_done(const volatile void* at, int op, unsigned long value);

namespace conductor {
namespace {

// A thread may run that far ahead of others before it has to let them come first: each change of
// threads costs the real machine some microseconds.
constexpr std::uint64_t ahead = 1'000;
// One that looks again and again at the same thing, further.
constexpr std::uint64_t ahead_spinning = 5'000;
// A stretch longer than this may hold time of other processes: the processor clock says how much.
constexpr std::uint64_t gap = 20'000;
constexpr std::uint64_t time_slice = 3'000'000;  // when there are more threads than cores
constexpr std::uint32_t looks = 40;              // without effect, until it is called spinning
// Who computes for no longer than this from one yield to the next only asks whether it may go on.
constexpr std::uint64_t asking = 20'000;

std::uint64_t horizon = 0;  // until here the running thread need not ask
int free_cores = 0;
std::uint64_t overhead = 0;  // of measuring
bool measuring = false;
bool recording = false;  // what is measured is also what the lanes show
std::uint64_t began = 0;
int started = 0;
Took sum;

Rehearsal& rehearsal() {
    return state.shared->rehearsal;
}

std::uint64_t to_nanoseconds(std::uint64_t ticks) {
    return static_cast<std::uint64_t>(static_cast<double>(ticks) *
                                      rehearsal().nanoseconds_per_tick);
}

std::uint64_t processor_clock() {
    timespec time{};
    kernel(SYS_clock_gettime, CLOCK_THREAD_CPUTIME_ID, reinterpret_cast<long>(&time));
    return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000 +
           static_cast<std::uint64_t>(time.tv_nsec);
}

// The picture: each lane's time in equal slices, which grow with the stretch.
void draw(const Thread& thread, Lane what, std::uint64_t from, std::uint64_t to) {
    Rehearsal& r = rehearsal();
    if (!recording || to <= r.begin || to <= from) return;
    from = from < r.begin ? 0 : from - r.begin;
    to -= r.begin;
    while (to > r.slice * most_slices) {
        for (auto& lane : r.lanes) {
            for (int i = 0; i < most_slices; ++i)
                for (int k = 0; k < lane_kinds; ++k)
                    lane[i][k] = 2 * i + 1 < most_slices ? lane[2 * i][k] + lane[2 * i + 1][k] : 0;
        }
        r.slice *= 2;
    }
    auto& lane = r.lanes[thread.id];
    for (std::uint64_t i = from / r.slice; from < to; ++i) {
        const std::uint64_t end = (i + 1) * r.slice < to ? (i + 1) * r.slice : to;
        lane[i][static_cast<int>(what)] += end - from;
        from = end;
    }
}

// Of a sleep, where it was called: it waits for nothing that has an address.
const void* awaited(const Pending& pending) {
    return pending.address != nullptr ? pending.address
                                      : reinterpret_cast<const void*>(pending.caller);
}

Waited* waited_for(const void* address, Op op, Thing thing) {
    Rehearsal& r = rehearsal();
    const auto at = reinterpret_cast<std::uint64_t>(address);
    for (int i = 0; i < r.waited_count; ++i)
        if (r.waited[i].address == at) return &r.waited[i];
    if (r.waited_count == most_waited) return nullptr;
    Waited* fresh = &r.waited[r.waited_count++];
    *fresh = {};
    fresh->address = at;
    fresh->op = op;
    fresh->thing = thing;
    return fresh;
}

std::uint32_t whole_stack(std::uint64_t caller) {
    state.tracing = true;
    const std::uint32_t stack = stack_here(caller);
    state.tracing = false;
    return stack;
}

void note_wait(const Thread& thread, std::uint64_t from, std::uint64_t to) {
    if (from < began) from = began;
    if (!recording || to <= from || thread.pending.op == Op::clock) return;
    const Pending& pending = thread.pending;
    Waited* waited = waited_for(awaited(pending), pending.op, pending.thing);
    if (waited == nullptr) return;
    waited->nanoseconds += to - from;
    ++waited->times;
    if (to - from <= waited->longest) return;
    waited->longest = to - from;
    if (pending.stack != 0) waited->stack = pending.stack;
}

// What a thread does between two yields is no work when it is so little.
void note_yield(Thread& me) {
    const std::uint64_t computed = me.computed;
    me.computed = 0;
    if (!recording || computed > asking) return;
    Waited* waited = waited_for(awaited(me.pending), Op::yield, Thing::none);
    if (waited == nullptr) return;
    waited->nanoseconds += computed;
    ++waited->times;
    if (waited->stack == 0) waited->stack = whole_stack(me.pending.caller);
}

// An atomic operation is really done, and so in the thread's own time; of a lock that is free, what
// the C library does for it is not.
std::uint64_t price_of(Op op) {
    switch (op) {
        case Op::lock:
        case Op::trylock:
        case Op::timedlock:
            return 20;
        case Op::rdlock:
        case Op::wrlock:
        case Op::tryrdlock:
            return 30;
        case Op::sem_wait:
        case Op::sem_post:
            return 15;
        default:
            return 0;
    }
}

Lane lane_of(const Pending& pending) {
    if (pending.op == Op::sleep || pending.op == Op::clock || pending.op == Op::events)
        return Lane::sleep;
    const bool lock = pending.op == Op::lock || pending.op == Op::timedlock ||
                      pending.op == Op::rdlock || pending.op == Op::wrlock;
    return lock ? Lane::lock : Lane::blocked;
}

// Both clocks at once: what they differ by later was other processes' time.
void read_clocks(Thread& me) {
    me.clock_at = processor_clock();
    me.clock_ticks = me.resumed = __rdtsc();
}

void resume(Thread& me) {
    const std::uint64_t ticks = __rdtsc();
    // Another process may have run in the middle of our own code, too.
    if (to_nanoseconds(ticks - me.resumed) > gap)
        read_clocks(me);
    else
        me.resumed = ticks;
}

// What a thread looks at, or tries to get, again and again.
void note_spin(const Thread& me, std::uint64_t spent) {
    const Pending& pending = me.pending;
    const bool tries = pending.op == Op::trylock || pending.op == Op::tryrdlock;
    if (pending.thing != Thing::atomic && !tries) return;
    Waited* waited = waited_for(pending.address, pending.op, pending.thing);
    if (waited == nullptr) return;
    waited->nanoseconds += spent;
    if (waited->stack == 0) waited->stack = whole_stack(pending.caller);
}

void use_core(Thread& me, std::uint64_t spent, bool spins) {
    if (spent == 0) return;
    draw(me, spins ? Lane::spin : Lane::busy, me.time, me.time + spent);
    me.time += spent;
    if (!measuring) return;
    sum.work += spent;
    me.computed += spent;
    if (!spins) return;
    sum.spun += spent;
    if (recording) note_spin(me, spent);
}

// What this thread has computed since it went on.
void account() {
    Thread& me = self();
    std::uint64_t ticks = __rdtsc();
    std::uint64_t spent = to_nanoseconds(ticks - me.resumed);
    if (spent > gap) {
        const std::uint64_t clock = processor_clock();
        const std::uint64_t ran = clock - me.clock_at;
        const std::uint64_t passed = to_nanoseconds(ticks - me.clock_ticks);
        const std::uint64_t stolen = passed > ran ? passed - ran : 0;
        spent -= stolen < spent ? stolen : spent;
        me.clock_at = clock;
        me.clock_ticks = ticks = __rdtsc();
    } else {
        spent -= spent < overhead ? spent : overhead;
    }
    me.resumed = ticks;
    use_core(me, spent, me.idle >= looks && spent < 1'000);
}

bool waits_for_core(const Thread& thread) {
    return thread.alive && !thread.finished && !thread.blocked && thread.core < 0;
}

bool anyone_waits_for_core() {
    for (int i = 0; i < state.threads; ++i)
        if (waits_for_core(state.thread[i])) return true;
    return false;
}

// Whoever has waited longest for a core gets this one.
void free_core(Thread& from) {
    if (from.core < 0) return;
    from.core = -1;
    ++free_cores;
    Thread* next = nullptr;
    for (int i = 0; i < state.threads; ++i) {
        Thread& thread = state.thread[i];
        if (&thread != &from && waits_for_core(thread) &&
            (next == nullptr || thread.since < next->since))
            next = &thread;
    }
    if (next == nullptr) return;
    --free_cores;
    next->core = 1;
    if (next->time < from.time) next->time = from.time;
    next->slice_from = next->time;
    draw(*next, Lane::no_core, next->since, next->time);
    if (next->time + ahead < horizon) horizon = next->time + ahead;
}

void want_core(Thread& thread) {
    thread.since = thread.time;
    thread.core = -1;
    if (free_cores == 0) return;
    --free_cores;
    thread.core = 1;
    thread.slice_from = thread.time;
    if (thread.time + ahead < horizon) horizon = thread.time + ahead;
}

void block(Thread& thread) {
    thread.blocked = true;
    thread.since = thread.time;
    free_core(thread);
}

void wake(Thread& thread, std::uint64_t at) {
    if (at < thread.time) at = thread.time;
    draw(thread, lane_of(thread.pending), thread.since, at);
    note_wait(thread, thread.since, at);
    thread.time = at;
    thread.blocked = false;
    want_core(thread);
}

bool could_go_on(const Thread& thread) {
    return thread.pending.ready == nullptr || thread.pending.ready(thread);
}

bool wants_alone(const Thread& thread) {
    return thread.pending.object != nullptr && thread.pending.op != Op::rdlock &&
           thread.pending.op != Op::wait && thread.pending.op != Op::once &&
           thread.pending.op != Op::barrier;
}

// Those that can go on now; of those that want the same lock, the one that has waited longest.
void wake_ready(std::uint64_t at) {
    for (;;) {
        Thread* first = nullptr;
        for (int i = 0; i < state.threads; ++i) {
            Thread& thread = state.thread[i];
            if (!thread.alive || thread.finished || !thread.blocked || !could_go_on(thread))
                continue;
            if (thread.pending.ready == nullptr) continue;
            if (wants_alone(thread) && thread.pending.object->granted != 0 &&
                thread.pending.object->count == 0)
                continue;
            if (first == nullptr || thread.since < first->since) first = &thread;
        }
        if (first == nullptr) return;
        if (wants_alone(*first)) first->pending.object->granted = first->id + 1;
        wake(*first, at);
    }
}

Thread* first_of_all(std::uint64_t& second) {
    Thread* first = nullptr;
    std::uint64_t best = never;
    second = never;
    for (int i = 0; i < state.threads; ++i) {
        Thread& thread = state.thread[i];
        if (!thread.alive || thread.finished) continue;
        std::uint64_t at = thread.time;
        if (thread.blocked) {
            at = thread.pending.deadline;
            if (at != never && at < thread.since) at = thread.since;
        } else if (thread.core < 0) {
            continue;
        }
        if (at < best) {
            second = best;
            best = at;
            first = &thread;
        } else if (at < second) {
            second = at;
        }
    }
    return best == never ? nullptr : first;
}

Thread& choose_core() {
    Thread& me = self();
    bool asked = false;
    for (;;) {
        std::uint64_t second = never;
        Thread* first = first_of_all(second);
        if (first == nullptr) {
            if (asked) found_stuck();
            asked = true;
            wake_ready(me.time);
            continue;
        }
        if (first->blocked) {
            wake(*first, first->pending.deadline);
            continue;
        }
        // A little ahead is near enough, and spares the machine a change of threads.
        if (first != &me && !me.finished && !me.blocked && me.core >= 0 &&
            me.time <= first->time + (me.idle >= looks ? ahead_spinning : ahead) &&
            could_go_on(me)) {
            second = first->time;
            first = &me;
        }
        // Not before: until then another may have come to an end, or to a wait, and left its core.
        if (first->gives_way) {
            first->gives_way = false;
            first->slice_from = first->time;
            if (free_cores == 0 && anyone_waits_for_core()) {
                free_core(*first);
                want_core(*first);
                continue;
            }
        }
        if (first->pending.object != nullptr && first->pending.object->granted == first->id + 1)
            first->pending.object->granted = 0;
        const bool expired =
            first->pending.deadline != never && first->pending.deadline <= first->time;
        if (!could_go_on(*first) && !expired) {
            block(*first);
            continue;
        }
        horizon = second == never ? never : second + ahead;
        state.now = first->time;
        return *first;
    }
}

// The stack of a wait that is about to begin, for the words about it; not of each of thousands.
void note_where(Thread& me) {
    me.pending.stack = 0;
    if (!recording || could_go_on(me) || me.pending.op == Op::clock) return;
    const Waited* waited = waited_for(awaited(me.pending), me.pending.op, me.pending.thing);
    if (waited == nullptr || waited->times > 200) return;
    me.pending.stack = whole_stack(me.pending.caller);
}

}  // namespace

std::uint64_t now() {
    if (!state.rehearsing) return state.now;
    account();
    return self().time;
}

void rehearse_point() {
    Thread& me = self();
    account();
    state.shared->result.heartbeat = ++state.steps;
    use_core(me, price_of(me.pending.op), me.idle >= looks);
    if (me.pending.op == Op::yield) note_yield(me);
    me.gives_way =
        free_cores == 0 && (me.pending.op == Op::yield || me.time - me.slice_from > time_slice);
    if (!me.gives_way && me.time <= horizon && could_go_on(me)) {
        state.now = me.time;
        resume(me);
        return;
    }
    note_where(me);
    Thread& next = choose_core();
    if (&next != &me) {
        hand_over(me, next);
        read_clocks(me);
        return;
    }
    resume(me);
}

void rehearse_changed() {
    Thread& me = self();
    account();
    me.idle = 0;
    for (int i = 0; i < state.threads; ++i) {
        if (!state.thread[i].blocked || state.thread[i].finished) continue;
        wake_ready(me.time + rehearsal().costs.hand_over);
        break;
    }
    resume(me);
}

void rehearse_leave() {
    // Those that have not come so far yet must not see its end.
    point(Op::exit, Thing::thread, nullptr, 0);
    Thread& me = self();
    account();
    me.pending = {};
    me.finished = true;
    wake_ready(me.time + rehearsal().costs.hand_over);
    free_core(me);
    Thread& next = choose_core();
    self_ = nullptr;
    hand_over(me, next);
}

// Called by the thread that starts it. What the real start cost here is not counted.
void rehearse_started(Thread& child) {
    Thread& me = self();
    const std::uint64_t cost = rehearsal().costs.thread_start;
    draw(me, Lane::busy, me.time, me.time + cost / 2);
    me.time += cost / 2;
    if (measuring) {
        sum.work += cost;
        ++started;
    }
    child.time = me.time + cost / 2;
    want_core(child);
    resume(me);
}

// A lock that was released later than this thread's own time was taken when it came.
void rehearse_took(Object& object, bool shared, std::uint64_t caller) {
    Thread& me = self();
    std::uint64_t free = object.free_at;
    if (!shared && object.read_free_at > free) free = object.read_free_at;
    const Costs& costs = rehearsal().costs;
    std::uint64_t until = me.time;
    if (free > until)
        until = free + costs.contended;
    else if (object.last_owner != 0 && object.last_owner != me.id + 1)
        until += costs.miss;
    object.last_owner = me.id + 1;
    draw(me, Lane::lock, me.time, until);
    if (free > me.time && recording) {
        // Its wait did not begin with a stop, where the stack is taken else.
        Waited* waited = waited_for(awaited(me.pending), me.pending.op, me.pending.thing);
        if (waited != nullptr && waited->stack == 0) waited->stack = whole_stack(caller);
        note_wait(me, me.time, until);
    }
    me.time = until;
    // Whoever takes a lock writes to it, also a reader.
    touch(object.address, 8, true, caller);
    object.taken_at = until;
    object.taken_where = stack_here(caller);
    resume(me);
}

void rehearse_gave_back(Object& object, bool shared) {
    Thread& me = self();
    account();
    std::uint64_t& free = shared ? object.read_free_at : object.free_at;
    if (me.time > free) free = me.time;
    if (recording && !shared && me.time > object.taken_at) {
        Waited* waited = waited_for(object.address, Op::lock, object.thing);
        if (waited != nullptr && me.time - object.taken_at > waited->longest_hold) {
            waited->longest_hold = me.time - object.taken_at;
            waited->held = object.taken_where;
        }
    }
    resume(me);
}

void rehearse_first_step() {
    Thread& me = self();
    read_clocks(me);
}

bool is_ahead(std::uint64_t by) {
    return horizon != never && self().time > horizon + by;
}

namespace {

// What a stretch between two hooks costs by itself: that of a loop which does nothing else than one
// atomic addition.
void measure_overhead() {
    constexpr int times = 64;
    constexpr std::uint64_t addition = 6;
    static std::uint64_t word = 0;
    Thread& me = self();
    const std::uint64_t begin = me.time;
    std::uint64_t least = never;
    state.on = true;
    for (int batch = 0; batch < 30; ++batch) {
        const std::uint64_t before = now();
        for (int i = 0; i < times; ++i) {
            racecourse_atomic(&word, 2);
            __atomic_fetch_add(&word, 1, __ATOMIC_SEQ_CST);
            racecourse_atomic_done(&word, 2, 1);
        }
        const std::uint64_t took = now() - before;
        if (took < least) least = took;
    }
    state.on = false;
    overhead = (least / times - (least / times < addition ? least / times : addition)) / 2;
    me.time = begin;
    me.idle = 0;
    state.steps = 0;
}

}  // namespace

void start_rehearsal() {
    Thread& main = state.thread[0];
    state.rehearsing = true;
    state.shared->result.stack_count = 1;  // 0 stands for none
    main.time = state.now;
    main.core = 1;
    main.slice_from = main.time;
    free_cores = rehearsal().cores - 1;
    horizon = never;
    read_clocks(main);
    measure_overhead();
    read_clocks(main);
}

void took_begins() {
    account();
    Rehearsal& r = rehearsal();
    began = self().time;
    ++r.stretch;
    recording = !r.keeps;
    if (recording) {
        set_zero(r.lanes, sizeof r.lanes);
        r.waited_count = 0;
        r.line_count = 0;
        r.begin = began;
        r.slice = 1'000;
        r.shown = r.stretch;
    }
    sum = {};
    started = 0;
    measuring = true;
    forget_lines();
    read_clocks(self());
}

Took took_ends() {
    account();
    Thread& me = self();
    Rehearsal& r = rehearsal();
    for (int i = 0; i < state.threads; ++i) {
        const Thread& thread = state.thread[i];
        if (!thread.alive || thread.finished || &thread == &me) continue;
        if (thread.blocked) draw(thread, lane_of(thread.pending), thread.since, me.time);
        // Who still sleeps may be what all others waited for.
        if (thread.blocked && thread.pending.op == Op::sleep)
            note_wait(thread, thread.since, me.time);
        if (waits_for_core(thread)) draw(thread, Lane::no_core, thread.since, me.time);
    }
    if (recording) r.end = me.time;
    measuring = recording = false;
    sum.time = me.time - began;
    sum.threads = started;
    sum.misses = count_lines();
    resume(me);
    return sum;
}

}  // namespace conductor
