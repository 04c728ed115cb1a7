// Another design: the state is one atomic, and a compare-exchange decides who is first, the worker
// or the one who cancels. A promise keeps the result and wakes those who wait.
#pragma once

#include <atomic>
#include <chrono>
#include <exception>
#include <functional>
#include <future>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <utility>

class Cancelled : public std::runtime_error {
  public:
    Cancelled() : std::runtime_error("the job was cancelled") {}
};

class TimedOut : public std::runtime_error {
  public:
    TimedOut() : std::runtime_error("the job did not end in time") {}
};

enum class State { waiting, running, done, cancelled };

template <class Result>
class Job {
  public:
    explicit Job(std::function<Result(std::stop_token)> task) : task_(std::move(task)) {}

    Job(const Job&) = delete;
    Job& operator=(const Job&) = delete;

    void run() {
        if (!from_waiting_to(State::running)) return;
        std::optional<Result> value;
        std::exception_ptr error;
        try {
            value.emplace(task_(stop_.get_token()));
        } catch (...) {
            error = std::current_exception();
        }
        state_ = State::done;  // before anybody can have the result
        if (error) {
            promise_.set_exception(error);
        } else {
            promise_.set_value(std::move(*value));
        }
    }

    bool cancel() {
        if (from_waiting_to(State::cancelled)) {
            promise_.set_exception(std::make_exception_ptr(Cancelled()));
            return true;
        }
        if (state_ == State::running) stop_.request_stop();
        return state_ == State::cancelled;
    }

    Result result() {
        const auto result = result_;  // each thread needs a shared_future of its own
        return result.get();
    }

    Result result_for(std::chrono::milliseconds limit) {
        const auto result = result_;
        if (result.wait_for(limit) == std::future_status::ready) return result.get();
        cancel();
        throw TimedOut();
    }

    [[nodiscard]] State state() const { return state_; }

  private:
    bool from_waiting_to(State next) {
        State expected = State::waiting;
        return state_.compare_exchange_strong(expected, next);
    }

    const std::function<Result(std::stop_token)> task_;
    std::stop_source stop_;
    std::atomic<State> state_{State::waiting};
    std::promise<Result> promise_;
    const std::shared_future<Result> result_ = promise_.get_future().share();
};
