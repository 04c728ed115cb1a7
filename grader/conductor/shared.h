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
inline constexpr std::uint32_t most_played = 512;
inline constexpr std::uint32_t most_plain = 16;
inline constexpr std::uint32_t most_watched = 32;

enum class Strategy : std::uint8_t { forced, random, pct, pos, surw, played };

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
    too_many_threads,
    unstarted,  // the stub's not_started()
    vanished,   // the child ended without a word
    asked,      // a player is to say who goes on
};

// What can be decided at a step. Thread 1 at its own 7th step: "switch to thread 2".
enum class Choice : std::uint8_t {
    run,       // value: the thread that runs next
    jump,      // time runs ahead to the next deadline
    stale,     // value: how many stores back an atomic load reads
    spurious,  // value: the waiting thread that wakes without a notify
    weak,      // a weak compare-exchange fails although it could succeed
    notified,  // value: which of the waiting threads a notify_one wakes
    plain,     // for the whole schedule: plain variables that race are steps too (play.h)
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
    bool preemption;          // `thread` could have gone on
    std::uint32_t all_steps;  // of all threads together, until here
};

// A variable whose value a player sees.
struct Watched {
    std::uint64_t address, value;
    std::uint8_t size;
    bool atomic, known;
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
    events,
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
    // A player's: who goes on where several could; then, either somebody is asked, or the usual.
    bool ask;
    std::uint32_t played_count;
    std::uint8_t played[most_played];
    bool note_races;  // they do not end the schedule, they are only written down
    std::uint32_t plain_count;
    std::uint64_t plain[most_plain];  // plain variables whose every use is a step
    std::uint32_t watched_count;
    Watched watched[most_watched];
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
    bool diverged;          // a forced decision could not be taken
    std::uint64_t can_run;  // a bit for each thread, when a player is asked
    std::uint32_t race_count;
    std::uint64_t races[most_plain];  // noted, their addresses
    Watched watched[most_watched];    // as they are at the end
    std::uint64_t heartbeat;
    Wait waits[most_threads];
    Access accesses[2];
    Decision decisions[most_decisions];
    Branch branches[most_decisions];
    Event events[most_events];
    std::uint64_t stacks[most_stacks][stack_depth];
};

// Rehearsing: the same primitives, with virtual cores in place of a search.
enum class Lane : std::uint8_t { busy, spin, lock, blocked, sleep, no_core, count };
inline constexpr int lane_kinds = static_cast<int>(Lane::count);
inline constexpr int most_slices = 120;
inline constexpr int most_demands = 32;
inline constexpr int most_waited = 64;
inline constexpr int most_lines = 4;
inline constexpr int most_pairs = 32;

// What one measured stretch of a test took.
struct Took {
    std::uint64_t time, work, spun, misses;  // nanoseconds, and a number
    int threads;
};

// What a test of the suite Speed asks for. The grader decides, from several runs.
struct Demand {
    char kind;  // 's'peedup, at 'm'ost, at 'l'east
    bool is_time;
    int line;
    std::int64_t measured, limit;
    std::uint64_t sequential, parallel;  // of a speedup, nanoseconds
    Took took;
    std::uint32_t stretch;  // the measured one that it speaks of
    char what[128], file[256], because[1024];
};

// What threads waited for: a lock, a condition variable, another thread's end.
struct Waited {
    std::uint64_t address, nanoseconds, longest, longest_hold;
    std::uint32_t times;
    std::uint32_t stack;  // of the longest wait
    std::uint32_t held;   // where the longest holder took it
    Op op;
    Thing thing;
};

// A cache line that several threads wrote to and read in turns.
struct HotLine {
    std::uint64_t address, misses;
    std::uint32_t stack[2];   // two of the places
    std::uint16_t offset[2];  // what they used of the line
    std::uint32_t threads;
};

struct Costs {  // nanoseconds
    std::uint32_t thread_start = 20'000, hand_over = 5'000, contended = 200, miss = 40;
};

struct Rehearsal {
    // from the parent
    bool on, wall_clock, count_misses;
    int cores, pairs;
    Costs costs;
    double nanoseconds_per_tick;
    // from the child
    int demand_count, waited_count, line_count, pair_count;
    std::uint64_t begin, end, slice;  // of the stretch that the lanes show
    std::uint32_t ended_at;           // the stack of what ended it; 0: it is not known
    std::uint32_t stretch, shown;     // how many there were, and the one that the lanes show
    bool keeps;                       // that one took too long: those after it are not shown
    Demand demands[most_demands];
    Waited waited[most_waited];
    HotLine lines[most_lines];
    std::uint64_t pair[most_pairs][2];  // of real runs: sequential, parallel
    std::uint64_t lanes[most_threads][most_slices][lane_kinds];
};

struct Shared {
    Config config;
    Result result;
    Rehearsal rehearsal;
    // Between the parent and the nursery (child.h): the process in which the test now runs, what it
    // was ended for, and what came of it all.
    volatile int running;
    Found ended_as;
    char ended_text[256];
    bool has_said;
    std::size_t said_size;
    char said[std::size_t{64} << 20];
};

}  // namespace conductor
