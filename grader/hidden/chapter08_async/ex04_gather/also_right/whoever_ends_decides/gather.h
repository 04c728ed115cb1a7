// Another design: whoever ends decides. The callback of the work that fails, or is the first, or of
// the timer, cancels the others itself; who waits only waits for the last end.
#pragma once

#include <asio.hpp>
#include <asio/experimental/as_tuple.hpp>

#include <chrono>
#include <cstddef>
#include <deque>
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

// Works that run side by side. It belongs to those who wait and to the works.
template <class T>
class Group : public std::enable_shared_from_this<Group<T>> {
  public:
    Group(const asio::any_io_executor& executor, std::size_t size)
        : outcomes_(size),
          cancels_(size),
          left_(size),
          all_ended_(executor, asio::steady_timer::time_point::max()) {}

    template <class OnEnd>
    void start(const asio::any_io_executor& executor, std::size_t number, awaitable<T> work,
               OnEnd on_end) {
        auto ended = [self = this->shared_from_this(), number,
                      on_end](const std::exception_ptr& error) {
            auto& outcome = self->outcomes_[number];
            if (!outcome) outcome.emplace(std::in_place_index<1>, error);
            if (!self->first_) self->first_ = number;
            if (!self->error_ && outcome->index() == 1) self->error_ = std::get<1>(*outcome);
            if (--self->left_ == 0) self->all_ended_.cancel();
            on_end(*self, *outcome);
        };
        asio::co_spawn(executor, run(this->shared_from_this(), number, std::move(work)),
                       asio::bind_cancellation_slot(cancels_[number].slot(), std::move(ended)));
    }

    // Once: a second time would disturb those who tidy up.
    void cancel() {
        if (std::exchange(told_, true)) return;
        for (std::size_t i = 0; i < cancels_.size(); ++i)
            if (!outcomes_[i]) cancels_[i].emit(asio::cancellation_type::all);
    }

    awaitable<void> wait(bool pass_on) {
        const auto self = this->shared_from_this();
        bool asked = false;
        for (;;) {
            const auto state = co_await asio::this_coro::cancellation_state;
            if (state.cancelled() != asio::cancellation_type::none) {
                asked = true;
                co_await asio::this_coro::reset_cancellation_state();
                if (!pass_on) break;
                cancel();
            }
            if (left_ == 0) break;
            co_await all_ended_.async_wait(asio::experimental::as_tuple(asio::use_awaitable));
        }
        if (asked && (pass_on || left_ > 0))
            throw asio::system_error(asio::error::operation_aborted);
    }

    [[nodiscard]] bool ended() const { return left_ == 0; }
    [[nodiscard]] const std::optional<Outcome<T>>& outcome(std::size_t i) const {
        return outcomes_[i];
    }
    [[nodiscard]] std::size_t first() const { return *first_; }
    [[nodiscard]] const std::exception_ptr& error() const { return error_; }

  private:
    static awaitable<void> run(std::shared_ptr<Group> self, std::size_t number, awaitable<T> work) {
        try {
            T value = co_await std::move(work);
            self->outcomes_[number].emplace(std::in_place_index<0>, std::move(value));
        } catch (...) {
            self->outcomes_[number].emplace(std::in_place_index<1>, std::current_exception());
        }
    }

    std::vector<std::optional<Outcome<T>>> outcomes_;
    std::deque<asio::cancellation_signal> cancels_;
    std::size_t left_;
    bool told_ = false;
    std::optional<std::size_t> first_;
    std::exception_ptr error_;
    asio::steady_timer all_ended_;
};

template <class T>
T value_of(const Outcome<T>& outcome) {
    if (outcome.index() == 1) std::rethrow_exception(std::get<1>(outcome));
    return std::get<0>(outcome);
}

template <class T>
class Task {
  public:
    Task(const asio::any_io_executor& executor, awaitable<T> work)
        : group_(std::make_shared<Group<T>>(executor, 1)) {
        group_->start(executor, 0, std::move(work), [](Group<T>&, const Outcome<T>&) {});
    }

    Task(Task&&) noexcept = default;
    Task& operator=(Task&&) noexcept = default;

    [[nodiscard]] bool done() const { return group_->ended(); }

    [[nodiscard]] bool cancelled() const {
        if (!done() || !group_->error()) return false;
        try {
            std::rethrow_exception(group_->error());
        } catch (const asio::system_error& error) {
            return error.code() == asio::error::operation_aborted;
        } catch (...) {
            return false;
        }
    }

    bool cancel() {
        if (done()) return false;
        group_->cancel();
        return true;
    }

    awaitable<T> wait() {
        const auto group = group_;
        co_await group->wait(false);
        co_return value_of(*group->outcome(0));
    }

  private:
    std::shared_ptr<Group<T>> group_;
};

template <class T>
struct First {
    std::size_t index;
    T value;
};

template <class T, class OnEnd>
awaitable<std::shared_ptr<Group<T>>> run_all(std::vector<awaitable<T>> works, OnEnd on_end) {
    const auto executor = co_await asio::this_coro::executor;
    const auto group = std::make_shared<Group<T>>(executor, works.size());
    for (std::size_t i = 0; i < works.size(); ++i)
        group->start(executor, i, std::move(works[i]), on_end);
    co_await group->wait(true);
    co_return group;
}

template <class T>
awaitable<std::vector<Outcome<T>>> gather_settled(std::vector<awaitable<T>> works) {
    const std::size_t size = works.size();
    const auto nothing = [](Group<T>&, const Outcome<T>&) {};
    const auto group = co_await run_all(std::move(works), nothing);
    std::vector<Outcome<T>> outcomes;
    for (std::size_t i = 0; i < size; ++i) outcomes.push_back(*group->outcome(i));
    co_return outcomes;
}

template <class T>
awaitable<std::vector<T>> gather(std::vector<awaitable<T>> works) {
    const std::size_t size = works.size();
    const auto when_failed = [](Group<T>& group, const Outcome<T>& outcome) {
        if (outcome.index() == 1) group.cancel();
    };
    const auto group = co_await run_all(std::move(works), when_failed);
    if (group->error()) std::rethrow_exception(group->error());
    std::vector<T> values;
    for (std::size_t i = 0; i < size; ++i) values.push_back(value_of(*group->outcome(i)));
    co_return values;
}

template <class T>
awaitable<First<T>> first_completed(std::vector<awaitable<T>> works) {
    if (works.empty()) throw std::invalid_argument("none of nothing is the first");
    const auto always = [](Group<T>& group, const Outcome<T>&) { group.cancel(); };
    const auto group = co_await run_all(std::move(works), always);
    const std::size_t index = group->first();
    First<T> result{index, value_of(*group->outcome(index))};
    co_return result;
}

template <class T>
awaitable<T> wait_for(awaitable<T> work, std::chrono::nanoseconds limit) {
    const auto executor = co_await asio::this_coro::executor;
    const auto group = std::make_shared<Group<T>>(executor, 1);
    const auto late = std::make_shared<bool>(false);
    asio::steady_timer timer(executor, limit);
    timer.async_wait([group, late](const asio::error_code& error) {
        if (error || group->ended()) return;
        *late = true;
        group->cancel();
    });
    const auto stop_the_clock = [&timer](Group<T>&, const Outcome<T>&) { timer.cancel(); };
    group->start(executor, 0, std::move(work), stop_the_clock);
    co_await group->wait(true);
    if (*late) throw TimedOut();
    co_return value_of(*group->outcome(0));
}
