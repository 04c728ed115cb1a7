// Coroutines side by side: start, cancel, gather, time out, take the first.
#pragma once

#include <racecourse/not_started.h>

#include <asio.hpp>

#include <chrono>
#include <cstddef>
#include <exception>
#include <stdexcept>
#include <variant>
#include <vector>

using asio::awaitable;

class TimedOut : public std::runtime_error {
  public:
    TimedOut() : std::runtime_error("the work did not end in time") {}
};

// What came out of a work: its value, or what it threw.
template <class T>
using Outcome = std::variant<T, std::exception_ptr>;

template <class T>
struct First {
    std::size_t index;  // which of the works it was
    T value;
};

// All of this is for coroutines of one executor that runs one of them at a time: a loop that one
// thread runs, or a strand. The functions run their works on the executor of the coroutine that
// awaits them (`co_await asio::this_coro::executor`). T is not void, and can be copied.

// A work that goes on by itself.
template <class T>
class Task {
  public:
    // Starts the work on this executor. It goes on also when the Task is destroyed meanwhile.
    Task(const asio::any_io_executor& executor, awaitable<T> work) {}

    Task(Task&&) noexcept = default;
    Task& operator=(Task&&) noexcept = default;

    // Whether the work has ended: returned, thrown, or been cancelled.
    [[nodiscard]] bool done() const { racecourse::not_started("Task::done"); }

    // Whether it has ended because it was cancelled, that is by asio::error::operation_aborted.
    [[nodiscard]] bool cancelled() const { racecourse::not_started("Task::cancelled"); }

    // Asks the work to end: what it waits for ends with operation_aborted. Does not wait for its
    // end. Returns false, and does nothing, when it has ended already.
    bool cancel() { racecourse::not_started("Task::cancel"); }

    // Waits until the work has ended. Gives its value, or throws what it threw. Several may wait,
    // also afterwards. Whoever is cancelled while waiting gets operation_aborted; the work goes on.
    awaitable<T> wait() { racecourse::not_started("Task::wait"); }
};

// All of the following start their works at once, and return, or throw, only when all of them have
// ended: whoever is cancelled may need some time to tidy up, and is cancelled only once, or that
// would be cut short. When the caller is cancelled, the works are, and when they have ended
// asio::system_error is thrown, with operation_aborted.

// Waits for all. Gives their values in the order of `works`. As soon as one throws, the others are
// cancelled, and when they have ended that exception is thrown.
template <class T>
awaitable<std::vector<T>> gather(std::vector<awaitable<T>> works) {
    racecourse::not_started("gather");
}

// Waits for all. Gives what came out of each, in the order of `works`. One that throws does not
// concern the others.
template <class T>
awaitable<std::vector<Outcome<T>>> gather_settled(std::vector<awaitable<T>> works) {
    racecourse::not_started("gather_settled");
}

// Waits for the first to end, by a value or an exception, and cancels the others. If the first has
// thrown, this throws the same. With no works it throws std::invalid_argument.
template <class T>
awaitable<First<T>> first_completed(std::vector<awaitable<T>> works) {
    racecourse::not_started("first_completed");
}

// Waits for the work, but no longer than `limit`. Gives its value, or throws what it threw. When
// the limit is over it cancels the work, and throws TimedOut when that has ended.
template <class T>
awaitable<T> wait_for(awaitable<T> work, std::chrono::nanoseconds limit) {
    racecourse::not_started("wait_for");
}
