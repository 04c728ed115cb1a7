// What the explorer (the parent process) and one schedule (a forked child) tell each other, in
// memory that both see. Plain data only: the child may be killed at any moment.
#pragma once

#include <cstdint>

namespace conductor {

inline constexpr int most_threads = 64;
inline constexpr std::size_t most_decisions = 1 << 16;
inline constexpr std::size_t most_events = 1 << 15;
inline constexpr std::size_t most_stacks = 1 << 14;
inline constexpr int stack_depth = 24;

enum class Strategy : std::uint8_t { forced, random, pct, pos, surw };

enum class Found : std::uint8_t {
    nothing,
    wrong,
    exception,
    crash,
    race,
    deadlock,
    lost_wakeup,
    livelock,
    starvation,
    use_after_free,
    double_free,
    double_unlock,
    unlock_by_other,
    destroyed_in_use,
    still_running,
    too_long,
    environment,
    unstarted,  // the stub's not_started()
    vanished,   // the child ended without a word
};

// What can be decided at a step. Thread 1 at its own 7th step: "switch to thread 2".
enum class Choice : std::uint8_t {
    run,       // value: the thread that runs next
    jump,      // time runs ahead to the next deadline
    stale,     // value: how many stores back an atomic load reads
    spurious,  // value: the waiting thread that wakes without a notify
    weak,      // a weak compare-exchange fails although it could succeed
    notified,  // value: which of the waiting threads a notify_one wakes
};

// What is not the default: to go on, to let time stand still, to read the newest store.
struct Decision {
    std::uint8_t thread;
    Choice choice;
    std::uint16_t value;
    std::uint32_t step;
    friend bool operator==(const Decision&, const Decision&) = default;
};

// A point where another thread could have run: what the exhaustive search branches on.
struct Branch {
    std::uint64_t enabled;  // a bit for each thread that could run
    std::uint32_t step;     // of `thread`
    std::uint8_t thread;    // who ran until here
    std::uint8_t chosen;
    bool preemption;  // `thread` could have gone on
};

enum class Op : std::uint8_t {
    none,
    create,
    start,
    exit,
    join,
    lock,
    trylock,
    timedlock,
    unlock,
    rdlock,
    wrlock,
    tryrdlock,
    wait,
    woken,
    timeout,
    spurious,
    notify_one,
    notify_all,
    load,
    store,
    rmw,
    cas,
    fence,
    read,
    write,
    sem_wait,
    sem_post,
    barrier,
    once,
    sleep,
    yield,
    futex_wait,
    futex_wake,
    free,
    blocked,
    clock,
};

enum class Thing : std::uint8_t {
    none,
    mutex,
    recursive_mutex,
    shared_mutex,
    condition_variable,
    semaphore,
    barrier,
    spin_lock,
    once,
    atomic,
    variable,
    memory,
    thread,
    pool_word,
};

struct Event {
    std::uint64_t address;
    std::uint64_t value, before;
    std::uint32_t stack;
    std::uint32_t step;      // over all threads
    std::uint32_t own_step;  // of its thread
    Op op;
    Thing thing;
    std::uint8_t thread;
    std::uint8_t size;
    std::uint8_t other;  // a thread: created, joined, owner
    bool stale, failed, deciding;
};

struct Access {
    std::uint64_t address;
    std::uint32_t stack;
    std::uint32_t step;
    std::uint8_t thread, size;
    bool write, atomic, freed;
    std::uint8_t held_count;
    std::uint64_t held[8];
};

struct Wait {
    std::uint64_t address;
    std::uint32_t stack;
    Op op;
    Thing thing;
    std::uint8_t thread;
    std::int16_t owner;
    std::uint8_t held_count;
    std::uint64_t held[8];
};

struct Config {
    Strategy strategy;
    bool trace;
    bool quiet;  // what the program prints is thrown away
    std::uint64_t seed;
    std::uint32_t step_limit;
    std::uint32_t expected_steps;            // PCT's k
    std::uint32_t per_thread[most_threads];  // SURW's weights
    std::uint32_t jump_percent10, stale_percent, spurious_percent10;
    std::uint32_t forced_count;
    Decision forced[most_decisions];
};

struct Result {
    volatile bool finished;
    Found found;
    std::uint32_t steps, switches, threads;
    std::uint32_t per_thread[most_threads];
    std::uint32_t decision_count, branch_count;
    bool decisions_cut;
    char text[8192];
    char file[512];
    int line;
    char role[most_threads][32];
    std::uint32_t creation[most_threads];  // stacks
    std::int16_t parent[most_threads];
    std::uint32_t wait_count, access_count, event_count, stack_count;
    std::uint32_t lost_notify_step, lost_wait_step;
    bool diverged;  // a forced decision could not be taken
    std::uint64_t heartbeat;
    Wait waits[most_threads];
    Access accesses[2];
    Decision decisions[most_decisions];
    Branch branches[most_decisions];
    Event events[most_events];
    std::uint64_t stacks[most_stacks][stack_depth];
};

struct Shared {
    Config config;
    Result result;
};

}  // namespace conductor
