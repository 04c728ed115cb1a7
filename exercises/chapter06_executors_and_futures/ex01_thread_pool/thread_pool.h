// A thread pool: a fixed number of threads that run whatever tasks are handed to them.
#pragma once

#include <racecourse/not_started.h>

#include <future>
#include <type_traits>

// Any thread may call any function at any time, tasks of the pool too, except where it says
// otherwise.
class ThreadPool {
  public:
    // Starts `threads` threads, which run tasks until the pool is shut down and sleep while there
    // are none. Throws std::invalid_argument if `threads` is less than 1.
    explicit ThreadPool(int threads) {}

    // Does what shutdown() does.
    ~ThreadPool() {}

    ThreadPool(const ThreadPool&) = delete;
    ThreadPool& operator=(const ThreadPool&) = delete;

    // Hands over a task: anything that can be called without arguments and can be moved. Does not
    // wait. The task runs once, in one of the pool's threads, at the same time as up to
    // `threads` - 1 others, and tasks begin in the order in which they were submitted.
    //
    // The future gets what the task returns, or the exception that it throws; the thread then goes
    // on with the next task.
    //
    // Throws std::runtime_error when shutdown() has begun, and the task never runs. If it does not
    // throw, the task runs for certain, also when shutdown() begins at the same moment.
    template <class Task>
    std::future<std::invoke_result_t<Task&>> submit(Task task) {
        racecourse::not_started("ThreadPool::submit");
    }

    // From now on no task is accepted. Returns when all that were accepted have run and the pool's
    // threads have ended. May be called again, and by several threads at once: each call returns
    // only then. A task of the pool must not call it.
    void shutdown() { racecourse::not_started("ThreadPool::shutdown"); }
};
