// A pool of processes, like Python's multiprocessing.Pool.
#pragma once

#include <racecourse/not_started.h>

#include <chrono>
#include <optional>
#include <tuple>
#include <type_traits>
#include <vector>

#include "task.h"

// What apply_async() or map_async() return: a result that is there sooner or later. It can be asked
// as long as the pool exists.
template <class T>
class Pending {
  public:
    // Is it there, or an exception in its place? Does not wait.
    [[nodiscard]] bool ready() { racecourse::not_started("Pending::ready"); }

    // Waits until it is there, and returns it or throws what came instead. May be called again.
    T get() { racecourse::not_started("Pending::get"); }

    // The same, but throws TimedOut if it is not there within `limit`. Nothing is lost then: the
    // task goes on, and get() may be called again.
    T get(std::chrono::milliseconds limit) { racecourse::not_started("Pending::get"); }
};

// What imap() or imap_unordered() return: many results, each to be had as soon as it is there. They
// can be asked for as long as the pool exists.
template <class T>
class Results {
  public:
    // Waits for the next result and returns it, or nothing after the last one. Throws TaskFailed or
    // WorkerDied in place of a result; the next call goes on behind it.
    [[nodiscard]] std::optional<T> next() { racecourse::not_started("Results::next"); }
};

// A fixed number of worker processes, each of which does one task at a time. A task is a function
// with its arguments, which are sent to a worker; its result is sent back.
//
// - Workers are forks of the process that made the pool: they have a copy of its memory and its
// open
//   descriptors, from that moment. Only calls and outcomes are sent later.
// - Tasks are begun in the order in which they came. A worker that has finished one takes the next.
// - A task that throws has failed: who asks for its result gets a TaskFailed. A worker that dies,
//   for whatever reason, is replaced; who asks for the result of its task gets a WorkerDied, and
//   all other tasks are done as if nothing had happened.
// - The pool has no thread of its own: tasks are handed out, and outcomes taken, when one of its
//   functions or one of a Pending or Results is called. All of them are called by one thread.
// - All calls go on when a signal interrupts them.
class ProcessPool {
  public:
    // Starts the workers, at least one.
    explicit ProcessPool(int workers) {}

    // Ends all workers, in the middle of a task if need be, and waits for their ends. If the
    // process dies without getting here, the workers end by themselves, each after its present
    // task.
    ~ProcessPool() {}

    ProcessPool(const ProcessPool&) = delete;
    ProcessPool& operator=(const ProcessPool&) = delete;

    // Does function(arguments...) in a worker, waits, and returns the result.
    template <class Result, class... Arguments>
    Result apply(Result (*function)(Arguments...), std::type_identity_t<Arguments>... arguments) {
        racecourse::not_started("ProcessPool::apply");
    }

    // Does not wait. If a worker is idle, it begins at once.
    template <class Result, class... Arguments>
    [[nodiscard]] Pending<Result> apply_async(Result (*function)(Arguments...),
                                              std::type_identity_t<Arguments>... arguments) {
        racecourse::not_started("ProcessPool::apply_async");
    }

    // Does function(item) for each item, by all workers at once, and returns the results in the
    // order of the items. Waits until all are done; then, if some have failed or died, throws what
    // became of the first of these.
    template <class Result, class Argument>
    std::vector<Result> map(Result (*function)(Argument),
                            const std::vector<std::decay_t<Argument>>& items) {
        racecourse::not_started("ProcessPool::map");
    }

    // The same without waiting. If workers are idle, they begin at once.
    template <class Result, class Argument>
    [[nodiscard]] Pending<std::vector<Result>> map_async(
        Result (*function)(Argument), const std::vector<std::decay_t<Argument>>& items) {
        racecourse::not_started("ProcessPool::map_async");
    }

    // Like map(), for a function with several arguments: each item has all of them.
    template <class Result, class... Arguments>
    std::vector<Result> starmap(Result (*function)(Arguments...),
                                const std::vector<std::tuple<std::decay_t<Arguments>...>>& items) {
        racecourse::not_started("ProcessPool::starmap");
    }

    // Like map_async(), but the results can be had one by one, in the order of the items.
    template <class Result, class Argument>
    [[nodiscard]] Results<Result> imap(Result (*function)(Argument),
                                       const std::vector<std::decay_t<Argument>>& items) {
        racecourse::not_started("ProcessPool::imap");
    }

    // Like imap(), but whichever is there first comes first.
    template <class Result, class Argument>
    [[nodiscard]] Results<Result> imap_unordered(Result (*function)(Argument),
                                                 const std::vector<std::decay_t<Argument>>& items) {
        racecourse::not_started("ProcessPool::imap_unordered");
    }
};
