// One job, done in four ways behind one interface.
#pragma once

#include <racecourse/not_started.h>
#include <racecourse/thread_pool.h>

#include <functional>
#include <vector>

// So many tasks, with the numbers 0, 1, ... up to `tasks` - 1. `task` does the one whose number it
// is given, and returns its result. It may be called by several threads at the same time.
struct Job {
    int tasks = 0;
    std::function<long(int)> task;
};

// The result of task i stands at place i.
using Results = std::vector<long>;

// What is true of each of the four functions:
//
// - Every task is done once, and all results are there and in their places when it returns.
// - No more than `workers` threads or processes are started, however many tasks there are.
//   `workers` is at least 1. As long as there are tasks, so many of them are under way at once.
// - When it returns or throws, all workers have ended: no thread and no child process is left, and
//   no descriptor open.
// - If a task throws, it throws, too: the same exception (or one of them, if there were several),
//   but a std::runtime_error where the task ran in another process. Other tasks may be left out
//   then.

// In the thread of the caller, one task after the other, in the order of their numbers.
inline Results run_sequentially(const Job& job) {
    racecourse::not_started("run_sequentially");
}

// In threads of its own, each of which does an equal share of the tasks.
inline Results run_in_threads(const Job& job, int workers) {
    racecourse::not_started("run_in_threads");
}

// In a racecourse::ThreadPool, to which every task is given by itself: a worker that is done with
// one takes the next, so that none is idle while there are tasks, however unequal they are.
inline Results run_in_pool(const Job& job, int workers) {
    racecourse::not_started("run_in_pool");
}

// In child processes, whose results come back through a pipe. A child that ends early, for whatever
// reason, is a failure like a task that throws. Only the caller's process returns from here, and it
// has no other threads while this runs.
inline Results run_in_processes(const Job& job, int workers) {
    racecourse::not_started("run_in_processes");
}

// The one interface. This is ready.
enum class Way { sequentially, in_threads, in_pool, in_processes };

inline Results run(Way way, const Job& job, int workers) {
    switch (way) {
        case Way::in_threads:
            return run_in_threads(job, workers);
        case Way::in_pool:
            return run_in_pool(job, workers);
        case Way::in_processes:
            return run_in_processes(job, workers);
        default:
            return run_sequentially(job);
    }
}
