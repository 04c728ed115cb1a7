// Fails: speed, too slow, "eight waits overlap"
// get() right behind submit(): the pool is never given a second task before the first is done, and
// seven of eight threads sleep all the time.
#pragma once

#include <racecourse/thread_pool.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <exception>
#include <functional>
#include <future>
#include <stdexcept>
#include <thread>
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
    Results results;
    for (int number = 0; number < job.tasks; ++number) results.push_back(job.task(number));
    return results;
}

// In threads of its own, each of which does an equal share of the tasks.
inline Results run_in_threads(const Job& job, int workers) {
    Results results(job.tasks);
    std::vector<std::exception_ptr> failures(workers);  // a place for each thread
    {
        std::vector<std::jthread> threads;
        for (int worker = 0; worker < std::min(workers, job.tasks); ++worker) {
            threads.emplace_back([&job, &results, &failures, worker, workers] {
                try {
                    for (int number = worker; number < job.tasks; number += workers)
                        results[number] = job.task(number);
                } catch (...) {
                    failures[worker] = std::current_exception();
                }
            });
        }
    }  // all are joined here
    for (const std::exception_ptr& failure : failures)
        if (failure) std::rethrow_exception(failure);
    return results;
}

// In a racecourse::ThreadPool, to which every task is given by itself: a worker that is done with
// one takes the next, so that none is idle while there are tasks, however unequal they are.
inline Results run_in_pool(const Job& job, int workers) {
    racecourse::ThreadPool pool(workers);
    Results results;
    for (int number = 0; number < job.tasks; ++number)
        results.push_back(pool.submit([&job, number] { return job.task(number); }).get());
    return results;
}

// What a child sends: the number as well, because children finish in any order. It is far smaller
// than PIPE_BUF, so each message is written and read whole, however many children write.
struct Message {
    int number;
    long result;
};

// A child's part: every `workers`-th task. Says whether all of it was done and sent.
inline bool send_share(const Job& job, int worker, int workers, int writing) {
    try {
        for (int number = worker; number < job.tasks; number += workers) {
            const Message message{number, job.task(number)};
            if (write(writing, &message, sizeof message) != sizeof message) return false;
        }
        return true;
    } catch (...) {
        return false;  // no exception may leave the child: it would surface in its copy of the
                       // caller
    }
}

// In child processes, whose results come back through a pipe. A child that ends early, for whatever
// reason, is a failure like a task that throws. Only the caller's process returns from here, and it
// has no other threads while this runs.
inline Results run_in_processes(const Job& job, int workers) {
    int ends[2];
    if (pipe(ends) != 0) throw std::runtime_error("there is no pipe to be had");
    const int reading = ends[0];
    const int writing = ends[1];

    std::vector<pid_t> children;
    for (int worker = 0; worker < std::min(workers, job.tasks); ++worker) {
        const pid_t child = fork();
        if (child == 0) {
            close(reading);
            _exit(send_share(job, worker, workers, writing) ? 0 : 1);
        }
        if (child > 0) children.push_back(child);  // without a child, its results will be missing
    }
    close(writing);  // or read() would never come to the end: the parent might still write

    Results results(job.tasks);
    int received = 0;
    Message message{};
    // Read first, then wait: a child with more to say than the pipe holds waits for its reader.
    while (read(reading, &message, sizeof message) == sizeof message) {
        results[message.number] = message.result;
        ++received;
    }
    close(reading);
    for (const pid_t child : children) waitpid(child, nullptr, 0);
    if (received != job.tasks) throw std::runtime_error("a worker ended before its work was done");
    return results;
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
