// Threads: real ones, each on a stack of a fixed place, of which one runs.
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "conductor/runtime/runtime.h"

namespace conductor {
namespace {

constexpr std::size_t stack_bytes = 1 << 20;
constexpr std::uint64_t stacks_at = 0x7d0000000000;

pthread_key_t last_words;
bool key_made = false;

// A thread's last code is the destructors of its thread_local objects and keys. They run in rounds;
// ours asks for another one until nothing but ours is left.
void a_round_of_destructors(void* argument) {
    const auto round = reinterpret_cast<std::uintptr_t>(argument);
    if (round < PTHREAD_DESTRUCTOR_ITERATIONS - 1) {
        pthread_setspecific(last_words, reinterpret_cast<void*>(round + 1));
        return;
    }
    end_of_thread();
}

void* body_of_thread(void* argument) {
    Thread& me = *static_cast<Thread*>(argument);
    while (__atomic_load_n(&me.turn, __ATOMIC_ACQUIRE) == 0)
        kernel(SYS_futex, reinterpret_cast<long>(&me.turn), 128, 0);
    me.turn = 0;
    self_ = &me;
    if (state.rehearsing) rehearse_first_step();
    pthread_setspecific(last_words, reinterpret_cast<void*>(1));
    event(Op::start, Thing::thread, &me, 0);
    me.result = me.function(me.argument);
    return me.result;
}

Thread* thread_of(pthread_t native) {
    for (int i = 1; i < state.threads; ++i)
        if (state.thread[i].native == native && !state.thread[i].joined) return &state.thread[i];
    return nullptr;
}

// Of the threads that have ended, on virtual cores one's place may be another's: there nobody asks
// what it knew. A search keeps all of them apart. 0: there is no place.
int free_place() {
    if (state.threads < most_threads) return state.threads++;
    for (int i = 1; i < state.threads && state.rehearsing; ++i) {
        if (!state.thread[i].joined) continue;
        set_zero(&state.thread[i], sizeof state.thread[i]);
        state.shared->result.role[i][0] = '\0';
        return i;
    }
    return 0;
}

bool has_finished(const Thread& thread) {
    return state.thread[thread.wait_key].finished;
}

// What a thread may still do after the test's body: end. Its last step may have told the test that
// it is done, and some steps of the library follow.
constexpr std::uint32_t last_steps = 12;

bool all_finished(const Thread&) {
    for (int i = 1; i < state.threads; ++i)
        if (!state.thread[i].finished) return false;
    return true;
}

}  // namespace

void end_of_thread() {
    Thread& me = self();
    event(Op::exit, Thing::thread, &me, 0);
    tick();
    changed();
    // What it still holds stays held: whoever wants it waits for ever, and that is what is found.
    leave();
}

void finish_rest() {
    if (all_finished(self())) return;
    for (int i = 1; i < state.threads; ++i) {
        const Thread& thread = state.thread[i];
        if (thread.finished) continue;
        if (thread.pending.op == Op::start) found(Found::still_running);
    }
    state.ending = true;
    state.end_of_all = state.steps + last_steps * static_cast<std::uint32_t>(state.threads);
    Pending pending;
    pending.op = Op::join;
    pending.ready = all_finished;
    pending.caller = 0;
    self().wait_key = 0;
    point(pending);
}

INTERPOSE(int, pthread_create, pthread_t* thread, const pthread_attr_t* attributes,
          void* (*function)(void*), void* argument) {
    using Type = int(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*);
    if (!controlled()) return REAL(pthread_create, Type)(thread, attributes, function, argument);
    const int id = free_place();
    if (id == 0) {
        // For the words about it.
        if (state.rehearsing) {
            state.tracing = true;
            state.shared->rehearsal.ended_at = stack_here(CALLER);
            state.tracing = false;
        }
        event(Op::create, Thing::thread, nullptr, CALLER);
        found(Found::too_many_threads);
    }
    if (state.rehearsing) (void)now();
    Thread& me = self();
    Thread& child = state.thread[id];
    child.id = id;
    child.function = function;
    child.argument = argument;
    if (!key_made) {
        pthread_key_create(&last_words, a_round_of_destructors);
        key_made = true;
    }
    pthread_attr_t ours;
    pthread_attr_init(&ours);
    const std::uint64_t place = stacks_at + static_cast<std::uint64_t>(id) * (2 * stack_bytes);
    kernel(SYS_mmap, static_cast<long>(place), stack_bytes, PROT_READ | PROT_WRITE,
           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
    pthread_attr_setstack(&ours, reinterpret_cast<void*>(place), stack_bytes);
    int detached = 0;
    if (attributes != nullptr) pthread_attr_getdetachstate(attributes, &detached);
    child.detached = detached == PTHREAD_CREATE_DETACHED;
    const bool was_on = state.on;
    state.on = false;
    const int failed = REAL(pthread_create, Type)(&child.native, &ours, body_of_thread, &child);
    state.on = was_on;
    if (failed != 0) return failed;
    *thread = child.native;
    access(thread, sizeof *thread, true, false, CALLER);
    child.alive = true;
    ++state.alive;
    child.clock = me.clock;
    child.clock.at[id] = 1;
    child.priority = static_cast<std::int64_t>(random_number() >> 2);
    child.random_priority = random_number();
    child.pending.op = Op::start;
    child.pending.thing = Thing::thread;
    tick();
    if (state.rehearsing)
        rehearse_started(child);
    else
        changed();
    Event* said = event(Op::create, Thing::thread, &child, CALLER);
    if (said != nullptr) {
        said->other = static_cast<std::uint8_t>(id);
        state.shared->result.creation[id] = said->stack;
    }
    if (state.rehearsing) {
        state.tracing = true;
        state.shared->result.creation[id] = stack_here(CALLER);
        state.tracing = false;
    }
    state.shared->result.parent[id] = static_cast<std::int16_t>(me.id);
    // From now on the new thread may come first.
    point(Op::create, Thing::thread, &child, CALLER);
    return 0;
}

INTERPOSE(int, pthread_join, pthread_t native, void** result) {
    using Type = int(pthread_t, void**);
    if (!controlled()) return REAL(pthread_join, Type)(native, result);
    Thread& me = self();
    Thread* other = thread_of(native);
    if (other == nullptr || other->detached) return ESRCH;
    if (other == &me) return EDEADLK;
    me.wait_key = static_cast<std::uint64_t>(other->id);
    Pending pending;
    pending.op = Op::join;
    pending.thing = Thing::thread;
    pending.address = other;
    pending.ready = has_finished;
    pending.caller = CALLER;
    point(pending);
    join(me.clock, other->clock);
    other->joined = true;
    --state.alive;
    changed();
    Event* said = event(Op::join, Thing::thread, other, CALLER);
    if (said != nullptr) said->other = static_cast<std::uint8_t>(other->id);
    void* value = nullptr;
    const bool was_on = state.on;
    state.on = false;
    // Only the C library's own last steps are left of it.
    const int failed = REAL(pthread_join, Type)(native, &value);
    state.on = was_on;
    if (result != nullptr) *result = value;
    return failed;
}

INTERPOSE(int, pthread_detach, pthread_t native) {
    if (controlled()) {
        if (Thread* other = thread_of(native); other != nullptr) {
            other->detached = true;
            return 0;
        }
    }
    return REAL(pthread_detach, int(pthread_t))(native);
}

INTERPOSE(int, pthread_setname_np, pthread_t native, const char* name) {
    if (!controlled()) return 0;
    const Thread* other = native == pthread_self() ? &self() : thread_of(native);
    if (other == nullptr) return ESRCH;
    char* role = state.shared->result.role[other->id];
    int i = 0;
    for (; i < 31 && name[i] != '\0'; ++i) role[i] = name[i];
    role[i] = '\0';
    return 0;
}

INTERPOSE(int, get_nprocs, ) {
    if (state.rehearsing) return state.shared->rehearsal.cores;
    using Type = int();
    return controlled() ? 4 : REAL(get_nprocs, Type)();
}

}  // namespace conductor
