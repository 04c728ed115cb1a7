// Another design: threads take the next number from a counter that they share, so that unequal
// tasks are no trouble; children have a pipe each, so that nobody has to know that small messages
// are written whole. One chooses it when tasks are unequal, or messages may become longer.
#pragma once

#include <racecourse/thread_pool.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <functional>
#include <future>
#include <mutex>
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
    std::atomic<int> next = 0;
    std::mutex mutex;
    std::exception_ptr failure;  // the first one; guarded by mutex
    {
        std::vector<std::jthread> threads;
        for (int worker = 0; worker < std::min(workers, job.tasks); ++worker) {
            threads.emplace_back([&] {
                try {
                    for (int number = next++; number < job.tasks; number = next++)
                        results[number] = job.task(number);
                } catch (...) {
                    next = job.tasks;  // nobody begins another
                    const std::lock_guard lock(mutex);
                    if (!failure) failure = std::current_exception();
                }
            });
        }
    }
    if (failure) std::rethrow_exception(failure);
    return results;
}

// In a racecourse::ThreadPool, to which every task is given by itself: a worker that is done with
// one takes the next, so that none is idle while there are tasks, however unequal they are.
inline Results run_in_pool(const Job& job, int workers) {
    racecourse::ThreadPool pool(workers);
    std::vector<std::future<long>> futures;
    for (int number = 0; number < job.tasks; ++number)
        futures.push_back(pool.submit([&job, number] { return job.task(number); }));
    Results results;
    for (std::future<long>& future : futures) results.push_back(future.get());
    return results;  // also when get() throws, the pool waits for its threads before it goes
}

// A child process that does every `workers`-th task, and where its results come from: all of them,
// one behind the other, when they are done.
struct Child {
    pid_t process = -1;
    int reading = -1;
};

inline Child start_child(const Job& job, int worker, int workers) {
    int ends[2];
    if (pipe(ends) != 0) return {};
    const pid_t process = fork();
    if (process == 0) {
        int status = 1;
        try {
            Results share;
            for (int number = worker; number < job.tasks; number += workers)
                share.push_back(job.task(number));
            const char* next = reinterpret_cast<const char*>(share.data());
            std::size_t left = share.size() * sizeof(long);
            while (left > 0) {
                const ssize_t written = write(ends[1], next, left);
                if (written <= 0) break;
                next += written;
                left -= static_cast<std::size_t>(written);
            }
            if (left == 0) status = 0;
        } catch (...) {
        }
        _exit(status);
    }
    close(ends[1]);
    return {process, ends[0]};
}

// In child processes, whose results come back through a pipe. A child that ends early, for whatever
// reason, is a failure like a task that throws. Only the caller's process returns from here, and it
// has no other threads while this runs.
inline Results run_in_processes(const Job& job, int workers) {
    std::vector<Child> children;
    for (int worker = 0; worker < std::min(workers, job.tasks); ++worker)
        children.push_back(start_child(job, worker, workers));

    Results results(job.tasks);
    bool complete = true;
    for (int worker = 0; worker < static_cast<int>(children.size()); ++worker) {
        const Child& child = children[worker];
        for (int number = worker; number < job.tasks; number += workers) {
            long result = 0;
            char* const place = reinterpret_cast<char*>(&result);
            std::size_t have = 0;
            while (have < sizeof result) {
                const ssize_t got = read(child.reading, place + have, sizeof result - have);
                if (got <= 0) break;
                have += static_cast<std::size_t>(got);
            }
            if (have < sizeof result) complete = false;
            if (!complete) break;
            results[number] = result;
        }
        if (child.reading >= 0) close(child.reading);
        if (child.process > 0) waitpid(child.process, nullptr, 0);
    }
    if (!complete) throw std::runtime_error("a worker ended before its work was done");
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
