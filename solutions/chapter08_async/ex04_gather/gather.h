// Coroutines side by side: start, cancel, gather, time out, take the first.
#pragma once

#include <asio.hpp>
#include <asio/experimental/as_tuple.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>
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

// All of this is for coroutines of one executor that runs one of them at a time: a loop that one
// thread runs, or a strand. Works run on the executor of the coroutine that calls the function.

// Nobody ever lets it ring by time: cancel() wakes those who wait for it.
using Bell = asio::steady_timer;

// A work that goes on by itself. T is not void, and can be copied.
template <class T>
class Task {
  public:
    // Starts the work on this executor.
    Task(const asio::any_io_executor& executor, awaitable<T> work)
        : Task(executor, std::move(work),
               std::make_shared<Bell>(executor, Bell::time_point::max())) {}

    // The same; `bell` is rung when the work has ended, and may be shared by several tasks.
    Task(const asio::any_io_executor& executor, awaitable<T> work, std::shared_ptr<Bell> bell)
        : state_(std::make_shared<State>(std::move(bell))) {
        // The state belongs to the work, too: it lives on when this handle has gone.
        auto ended = [state = state_](const std::exception_ptr& error) {
            // Without an outcome it was cancelled before it had begun.
            if (!state->outcome) state->outcome.emplace(std::in_place_index<1>, error);
            state->bell->cancel();
        };
        asio::co_spawn(executor, run(state_, std::move(work)),
                       asio::bind_cancellation_slot(state_->cancel.slot(), std::move(ended)));
    }

    Task(Task&&) noexcept = default;
    Task& operator=(Task&&) noexcept = default;

    // Whether the work has ended: returned, thrown, or been cancelled.
    [[nodiscard]] bool done() const { return state_->outcome.has_value(); }

    // Whether it has ended because it was cancelled, that is by asio::error::operation_aborted.
    [[nodiscard]] bool cancelled() const {
        if (!failed()) return false;
        try {
            std::rethrow_exception(std::get<1>(*state_->outcome));
        } catch (const asio::system_error& error) {
            return error.code() == asio::error::operation_aborted;
        } catch (...) {
            return false;
        }
    }

    // Asks the work to end: what it waits for ends with operation_aborted. Does not wait for its
    // end. Returns false, and does nothing, when it has ended already.
    bool cancel() {
        if (done()) return false;
        state_->cancel.emit(asio::cancellation_type::all);
        return true;
    }

    // Waits until the work has ended. Gives its value, or throws what it threw. Several may wait,
    // also afterwards. Whoever is cancelled while waiting gets operation_aborted; the work goes on.
    awaitable<T> wait() {
        const auto state = state_;
        while (!state->outcome) {
            co_await state->bell->async_wait(asio::experimental::as_tuple(asio::use_awaitable));
            const auto asked = co_await asio::this_coro::cancellation_state;
            if (asked.cancelled() != asio::cancellation_type::none && !state->outcome)
                throw asio::system_error(asio::error::operation_aborted);
        }
        if (state->outcome->index() == 1) std::rethrow_exception(std::get<1>(*state->outcome));
        co_return std::get<0>(*state->outcome);
    }

    [[nodiscard]] bool failed() const { return done() && state_->outcome->index() == 1; }
    [[nodiscard]] const Outcome<T>& outcome() const { return *state_->outcome; }

  private:
    struct State {
        explicit State(std::shared_ptr<Bell> to_ring) : bell(std::move(to_ring)) {}

        std::shared_ptr<Bell> bell;
        asio::cancellation_signal cancel;
        std::optional<Outcome<T>> outcome;
    };

    static awaitable<void> run(std::shared_ptr<State> state, awaitable<T> work) {
        try {
            T value = co_await std::move(work);
            state->outcome.emplace(std::in_place_index<0>, std::move(value));
        } catch (...) {
            state->outcome.emplace(std::in_place_index<1>, std::current_exception());
        }
    }

    std::shared_ptr<State> state_;
};

// Starts all works at once.
template <class T>
std::vector<Task<T>> start_all(std::vector<awaitable<T>> works,
                               const asio::any_io_executor& executor,
                               const std::shared_ptr<Bell>& bell) {
    std::vector<Task<T>> tasks;
    tasks.reserve(works.size());
    for (auto& work : works) tasks.emplace_back(executor, std::move(work), bell);
    return tasks;
}

// Waits until all tasks have ended. As soon as `enough()` holds, or when the caller is cancelled,
// the tasks are cancelled: so nothing is left running, however it is left.
template <class T, class Enough>
awaitable<void> wait_for_all(std::vector<Task<T>>& tasks, std::shared_ptr<Bell> bell,
                             Enough enough) {
    const auto done = [](const Task<T>& task) { return task.done(); };
    bool asked = false;
    bool told = false;
    for (;;) {
        const auto state = co_await asio::this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none) {
            asked = true;
            // Or the next co_await would throw, and the tasks have yet to end.
            co_await asio::this_coro::reset_cancellation_state();
        }
        const bool is_enough = enough();
        if (std::all_of(tasks.begin(), tasks.end(), done)) break;
        if ((asked || is_enough) && !std::exchange(told, true))
            for (auto& task : tasks) task.cancel();
        co_await bell->async_wait(asio::experimental::as_tuple(asio::use_awaitable));
    }
    if (asked) throw asio::system_error(asio::error::operation_aborted);
}

// All of the following start their works at once, and return, or throw, only when all of them have
// ended. When the caller is cancelled, the works are, and operation_aborted is thrown.

// Waits for all. Gives what came out of each, in the order of `works`.
template <class T>
awaitable<std::vector<Outcome<T>>> gather_settled(std::vector<awaitable<T>> works) {
    const auto executor = co_await asio::this_coro::executor;
    const auto bell = std::make_shared<Bell>(executor, Bell::time_point::max());
    auto tasks = start_all(std::move(works), executor, bell);
    const auto never = [] { return false; };
    co_await wait_for_all(tasks, bell, never);
    std::vector<Outcome<T>> outcomes;
    for (const auto& task : tasks) outcomes.push_back(task.outcome());
    co_return outcomes;
}

// Waits for all. Gives their values in the order of `works`. As soon as one throws, the others are
// cancelled, and when they have ended that exception is thrown.
template <class T>
awaitable<std::vector<T>> gather(std::vector<awaitable<T>> works) {
    const auto executor = co_await asio::this_coro::executor;
    const auto bell = std::make_shared<Bell>(executor, Bell::time_point::max());
    auto tasks = start_all(std::move(works), executor, bell);
    std::exception_ptr error;
    const auto one_failed = [&tasks, &error] {
        for (std::size_t i = 0; i < tasks.size() && !error; ++i)
            if (tasks[i].failed()) error = std::get<1>(tasks[i].outcome());
        return error != nullptr;
    };
    co_await wait_for_all(tasks, bell, one_failed);
    if (error) std::rethrow_exception(error);
    std::vector<T> values;
    for (const auto& task : tasks) values.push_back(std::get<0>(task.outcome()));
    co_return values;
}

template <class T>
struct First {
    std::size_t index;  // which of the works it was
    T value;
};

// Waits for the first to end, and cancels the others. If the first has thrown, this throws the
// same. With no works it throws std::invalid_argument.
template <class T>
awaitable<First<T>> first_completed(std::vector<awaitable<T>> works) {
    if (works.empty()) throw std::invalid_argument("none of nothing is the first");
    const auto executor = co_await asio::this_coro::executor;
    const auto bell = std::make_shared<Bell>(executor, Bell::time_point::max());
    auto tasks = start_all(std::move(works), executor, bell);
    std::optional<std::size_t> first;
    const auto one_ended = [&tasks, &first] {
        for (std::size_t i = 0; i < tasks.size() && !first; ++i)
            if (tasks[i].done()) first = i;
        return first.has_value();
    };
    co_await wait_for_all(tasks, bell, one_ended);
    const Outcome<T> outcome = tasks[*first].outcome();
    if (outcome.index() == 1) std::rethrow_exception(std::get<1>(outcome));
    First<T> result{*first, std::get<0>(outcome)};
    co_return result;
}

// Waits for the work, but no longer than `limit`. Gives its value or throws what it threw; or
// cancels it, and throws TimedOut when it has ended.
template <class T>
awaitable<T> wait_for(awaitable<T> work, std::chrono::nanoseconds limit) {
    const auto executor = co_await asio::this_coro::executor;
    // This bell rings by time as well: once, when the limit is over.
    const auto bell = std::make_shared<Bell>(executor, limit);
    std::vector<Task<T>> tasks;
    tasks.emplace_back(executor, std::move(work), bell);
    bool late = false;
    const auto is_late = [&tasks, &late, &bell] {
        if (!late && !tasks[0].done() && bell->expiry() <= Bell::clock_type::now()) {
            late = true;
            bell->expires_at(Bell::time_point::max());
        }
        return late;
    };
    co_await wait_for_all(tasks, bell, is_late);
    if (late) throw TimedOut();
    co_return co_await tasks[0].wait();
}
