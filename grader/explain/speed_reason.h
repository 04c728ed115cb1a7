// Why a demand of the suite Speed does not hold, decided from figures alone.
#pragma once

#include <cstddef>

#include "explain/measured.h"
#include "report/verdict.h"

namespace grader {

enum class SpeedReason {
    unknown,            // no single one
    lock,               // threads wait for a lock
    spinning,           // threads look again and again instead of sleeping
    one_after_another,  // there are threads, but hardly two of them run at a time
    few_threads,        // fewer than cores
    uneven,             // one thread has most of the work
    sharing,            // cores take cache lines from each other
    grown,              // far more is computed than in the sequential version
    too_fine,           // starting the threads costs more than they do
    blocked,            // threads wait for each other: conditions, barriers, futures, ...
    asleep,             // they sleep
    called,             // what they call sleeps
    polling,            // they sleep, but wake all the time to look
    computing,          // they compute
    early,              // it came back before its time
    many_threads,       // more were started than allowed
};

// Nanoseconds, where nothing else is said.
struct SpeedFigures {
    int cores = 8;
    int threads = 0;        // started
    double span = 0;        // from beginning to end
    double sequential = 0;  // what one thread needs for the same; 0: unknown
    double misses = 0;      // what is to be added to the span for cache lines taken away
    // Of all threads together. `blocked` is without the test's own thread, whose part it is to wait
    // for the others.
    double busy = 0, spinning = 0, lock = 0, blocked = 0, sleeping = 0;
    double foreign = 0;  // of the sleeping: not in the learner's code, but in the test's
    double called = 0;   // of that: in what the learner's code has called
    double asking = 0;   // of the busy time: from one yield to the next
    double glances = 0;  // how often the worst lock was waited for, if each time for a moment only
    double idle = 0;     // of the cores, for want of threads that could use them
    double active = 0;   // the part of the span in which anybody is busy or asleep
    double largest = 0;  // what the busiest thread computes
    std::size_t widest = 0;  // which lane that is
    int workers = 0;         // threads that do their part of what is computed
    int sleepers = 0;        // threads that sleep for some part of the span

    // What the cores lose, all reasons together: their time without what the work itself needs.
    [[nodiscard]] double lost() const;
};

[[nodiscard]] SpeedFigures figures_of(const Measured& measured, const SpeedDemand& demand);

// What most of the lost time goes into, and how much of it.
struct SpeedLoss {
    SpeedReason reason = SpeedReason::unknown;
    double share = 0;  // of what is lost, or of the span where it took too long; 0: not to be told
};
[[nodiscard]] SpeedLoss reason_of(const SpeedDemand& demand, const SpeedFigures& figures);

// What a demand speaks of, from the last word of its expression.
enum class Measure { time, work, spun, threads, other };
[[nodiscard]] Measure measure_of(const SpeedDemand& demand);

}  // namespace grader
