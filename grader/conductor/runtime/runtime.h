// The state of one schedule. Exactly one thread of the program runs at a time and holds the turn;
// whatever is here is touched only by that thread, so nothing needs a lock.
//
// This code runs in the middle of the program's own malloc, mutexes and memcpy: it uses none of
// them. Memory comes from a region that grows and is never given back: the process ends with the
// schedule.
#pragma once

#include <cstddef>
#include <cstdint>
#include <ctime>
#include <type_traits>

#include "conductor/shared.h"

// A function of the C library that is ours from now on. The label keeps the library's own
// declaration (with its attributes) out of the way.
#define INTERPOSE(result, name, ...)                                                          \
    extern "C"                                                                                \
        [[gnu::used, gnu::visibility("default")]] result ours_##name(__VA_ARGS__) asm(#name); \
    result ours_##name(__VA_ARGS__)
// The library's own, found once.
#define REAL(name, ...) \
    (*reinterpret_cast<std::add_pointer_t<__VA_ARGS__>>(conductor::real(conductor::Real::name)))
#define CALLER reinterpret_cast<std::uint64_t>(__builtin_return_address(0))

namespace conductor {

inline constexpr std::uint64_t never = ~std::uint64_t{0};
using Ticks = std::uint32_t;

enum class Real {
    pthread_create,
    pthread_join,
    pthread_mutex_lock,
    pthread_mutex_trylock,
    pthread_mutex_timedlock,
    pthread_mutex_clocklock,
    pthread_mutex_unlock,
    pthread_mutex_init,
    pthread_mutex_destroy,
    pthread_cond_init,
    pthread_cond_destroy,
    pthread_cond_wait,
    pthread_cond_timedwait,
    pthread_cond_clockwait,
    pthread_cond_signal,
    pthread_cond_broadcast,
    pthread_rwlock_init,
    pthread_rwlock_destroy,
    pthread_rwlock_rdlock,
    pthread_rwlock_tryrdlock,
    pthread_rwlock_wrlock,
    pthread_rwlock_trywrlock,
    pthread_rwlock_unlock,
    pthread_once,
    pthread_detach,
    sem_init,
    sem_destroy,
    sem_wait,
    sem_post,
    sem_trywait,
    nanosleep,
    clock_nanosleep,
    usleep,
    sleep,
    exit,
    quick_exit,
    fork,
    system,
    popen,
    get_nprocs,
    read,
    write,
    recv,
    recvfrom,
    recvmsg,
    send,
    accept,
    accept4,
    connect,
    poll,
    select,
    epoll_wait,
    waitpid,
    wait,
    flock,
    pause,
    cxa_guard_acquire,
    cxa_guard_release,
    cxa_guard_abort,
    cxa_allocate_exception,
    count,
};
void* real(Real which);
void find_all_real();  // once for all the processes that are forked afterwards

// What each thread knows of the others' progress: the happens-before order.
struct Clock {
    Ticks at[most_threads];
};

struct Thread;
struct Object;

struct Pending {
    Op op = Op::none;
    Thing thing = Thing::none;
    const void* address = nullptr;
    Object* object = nullptr;
    std::uint64_t deadline = never;
    // Whether it could go through now; null: always. A passed deadline ends the waiting too.
    bool (*ready)(const Thread&) = nullptr;
    std::uint64_t caller = 0;
    std::uint32_t stack = 0;
};

struct Held {
    const void* address;
    bool shared;
};

struct Thread {
    int id;
    std::uint32_t turn;  // futex: 1 when it may run
    bool alive, finished, joined, detached;
    Pending pending;
    Clock clock;
    Clock acquired;     // what relaxed loads could bring, once a fence acquires it
    Clock released;     // what the last release fence lets relaxed stores publish
    bool has_released;  // a release fence came by
    Clock fence;        // what the last seq_cst fence has seen
    std::uint64_t fence_at;
    std::uint32_t step;
    std::uint64_t native;  // pthread_t
    void* (*function)(void*);
    void* argument;
    void* result;
    Held held[64];
    int held_count;
    // waiting
    bool woken;
    std::uint64_t wait_key;  // a futex word or a condition variable
    std::uint32_t wait_since;
    // spinning: steps that changed nothing, since when nothing else changed either
    std::uint32_t idle;
    bool spinning;
    std::uint64_t changes_seen;
    std::uint64_t burst;
    // strategies
    std::int64_t priority;
    std::uint64_t random_priority;
    const void* last_load;
    std::uint64_t last_version, last_switch;
    std::uint32_t repeats;
    // kit.h's Turn: since which step, how many others' turns it may miss, how many it has missed,
    // and whose turns were waiting when this one began
    std::uint32_t turn_since;
    int turn_most, turn_missed;
    std::uint64_t overtakes;
    Event* last_write;  // of a plain variable: what it wrote is known only at its next step
    // rehearsing: how far it has come in virtual time, and how that is measured
    std::uint64_t time;
    std::uint64_t resumed;                // when it went on, in ticks of the processor
    std::uint64_t clock_at, clock_ticks;  // its processor clock when last read, and the ticks then
    bool blocked;
    int core;             // -1: none
    std::uint64_t since;  // blocked, or without a core
    std::uint64_t slice_from;
    bool gives_way;          // its slice is over, or it yields: to who waits for a core
    std::uint64_t computed;  // since it yielded last
    std::uint32_t touches;
};

// A mutex, condition variable and so on, found again by a mark in its own first word.
struct Object {
    const void* address;
    Thing thing;
    int owner;  // of a lock; -1: free
    int count;  // how often a recursive one is locked; a semaphore's value; arrivals
    int goal;   // of a barrier
    std::uint64_t round;
    bool tried;                 // somebody uses try_lock or a time-out on it
    std::uint64_t readers;      // bits
    Clock clock;                // of those who released it
    Clock read_clock;           // of readers who released it
    std::uint32_t lost_notify;  // the step of a notify that woke nobody
    // rehearsing
    std::uint64_t free_at, read_free_at;  // when it was released last
    std::uint64_t taken_at;
    int granted;     // one more than the thread that was woken for it and has not come yet
    int last_owner;  // one more than
    std::uint32_t taken_where;
};

struct State {
    bool on;  // the program is under control
    bool tracing;
    bool rehearsing;  // on virtual cores, instead of searching
    Shared* shared;
    int current;
    int threads;   // ever started
    int alive;     // of these, not joined yet: what they did may be unordered with what comes
    bool atomics;  // there is one
    std::uint64_t now, clock_reads;
    std::uint32_t steps, switches, jumps;
    std::uint64_t changes;  // things that another thread could see
    std::uint32_t barren;   // steps since the last change
    std::uint64_t random;
    std::uint64_t fences;
    Clock fence_clock;
    std::uint32_t change_points[8];
    int change_count;
    std::int64_t lowest;
    std::uint64_t surw_object;
    std::uint32_t cursor;
    bool ending;               // the test's body has returned
    std::uint32_t end_of_all;  // the step at which all must be over then
    Thread thread[most_threads];
};
extern State state;
extern thread_local Thread* self_ __attribute__((tls_model("initial-exec")));
inline Thread& self() {
    return *self_;
}
// Whether this very call is to be controlled: the program is, and this thread is one of its own.
inline bool controlled() {
    return state.on && self_ != nullptr;
}

// region.cpp
void* grow(std::size_t bytes);       // zeroed
void* grow_much(std::size_t bytes);  // the same, far from what is small and often used
void set_zero(void* to, std::size_t bytes);
void copy(void* to, const void* from, std::size_t bytes);
std::size_t length(const char* text);
long kernel(long number, long a = 0, long b = 0, long c = 0, long d = 0, long e = 0, long f = 0);

// scheduler.cpp
std::uint64_t random_number();
bool percent(std::uint32_t of_1000);
// Before each step that others could see: somebody runs, at last this thread.
void point(const Pending& pending);
inline void point(Op op, Thing thing, const void* address, std::uint64_t caller) {
    Pending pending;
    pending.op = op;
    pending.thing = thing;
    pending.address = address;
    pending.caller = caller;
    point(pending);
}
bool expired();  // the deadline of the step that has just been chosen
void changed();  // another thread could see a difference
void hand_over(Thread& me, Thread& next);
void idle();   // a step that changed nothing
void leave();  // this thread is at its end: others go on
int decide(Choice choice, int options, int (*pick)(int options));
void tick();  // this thread's own time, after it published something
void join(Clock& into, const Clock& from);
void turn_begins(int most);
void turn_ends();
void start_control();
void end_control();
void stop_here();  // findings.cpp

// cores.cpp: virtual time
std::uint64_t now();    // of this very thread
void rehearse_point();  // self().pending is set
void rehearse_changed();
void rehearse_leave();
void rehearse_started(Thread& child);
void rehearse_first_step();
[[nodiscard]] bool is_ahead(std::uint64_t by);
void rehearse_took(Object& object, bool shared, std::uint64_t caller);
void rehearse_gave_back(Object& object, bool shared);
void start_rehearsal();
void took_begins();
Took took_ends();
// coherence.cpp: who moves a cache line how often
void touch(const void* address, std::size_t size, bool write, std::uint64_t caller);
void forget_lines();
std::uint64_t count_lines();

// findings.cpp
[[noreturn]] void found(Found what, const char* text = "");
[[noreturn]] void found_stuck();
std::uint32_t stack_here(std::uint64_t caller);
void note_written(Thread& thread);
Event* event(Op op, Thing thing, const void* address, std::uint64_t caller);
void note_held(std::uint8_t& count, std::uint64_t* held, const Thread& thread);
[[noreturn]] void stop_child();

// objects.cpp
Object* object_of(const void* address, Thing thing, std::uint64_t caller);
Object* object_if(const void* address);  // null when it was never used
void forget(const void* address);
void hold(Object& object, bool shared);
void let_go(Object& object);
void check_no_lock_in(const void* begin, std::size_t bytes, std::uint64_t caller);

// memory.cpp
void access(const void* address, std::size_t size, bool write, bool atomic, std::uint64_t caller);
void note_atomic(const void* address);
void freed(const void* address, std::size_t size, std::uint64_t caller, bool race_check);
bool in_heap(const void* address);
bool of_library(std::uint64_t caller);  // not of the program itself
void check_freed(const void* address, std::size_t size, bool write, std::uint64_t caller);

// atomics.cpp
void forget_atomic(const void* address);
void look(const void* address, std::uint64_t value);

// time.cpp
std::uint64_t nanoseconds(const timespec& time);
timespec as_timespec(std::uint64_t time);
std::uint64_t deadline_of(const timespec* until, int clock);

// events.cpp: what is passed on through a descriptor
void has_read();
void has_written();

// threads.cpp
void finish_rest();  // after the test's body: what still runs may end
void end_of_thread();

}  // namespace conductor
