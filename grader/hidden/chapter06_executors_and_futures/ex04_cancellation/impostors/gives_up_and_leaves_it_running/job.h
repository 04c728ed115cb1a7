// Fails: behaviour, wrong, "the task was never asked"
// The time-out ends the waiting and nothing else: the task goes on for nobody, for as long as it
// likes.
#pragma once

#include <chrono>
#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
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

enum class State {
    waiting,    // nobody has run it yet
    running,    // a thread is in the task, whether or not it was asked to stop
    done,       // the task has returned or thrown
    cancelled,  // it was cancelled while it waited, and never runs
};

template <class Result>
class Job {
  public:
    explicit Job(std::function<Result(std::stop_token)> task) : task_(std::move(task)) {}

    Job(const Job&) = delete;
    Job& operator=(const Job&) = delete;

    void run() {
        {
            const std::lock_guard lock(mutex_);
            if (state_ != State::waiting) return;
            state_ = State::running;  // from here on cancel() can only ask
        }
        std::optional<Result> value;
        std::exception_ptr error;
        try {
            value.emplace(task_(stop_.get_token()));
        } catch (...) {
            error = std::current_exception();
        }
        {
            const std::lock_guard lock(mutex_);
            value_ = std::move(value);
            error_ = error;
            state_ = State::done;
            ended_.notify_all();
        }
    }

    bool cancel() {
        {
            const std::lock_guard lock(mutex_);
            if (state_ == State::waiting) {
                state_ = State::cancelled;
                ended_.notify_all();
            }
            if (state_ != State::running) return state_ == State::cancelled;
        }
        stop_.request_stop();  // without the lock: it calls what the task has registered
        return false;
    }

    Result result() {
        std::unique_lock lock(mutex_);
        ended_.wait(lock, [this] { return has_ended_locked(); });
        return result_locked();
    }

    Result result_for(std::chrono::milliseconds limit) {
        {
            std::unique_lock lock(mutex_);
            if (ended_.wait_for(lock, limit, [this] { return has_ended_locked(); }))
                return result_locked();
        }
        throw TimedOut();
    }

    [[nodiscard]] State state() const {
        const std::lock_guard lock(mutex_);
        return state_;
    }

  private:
    bool has_ended_locked() const { return state_ == State::done || state_ == State::cancelled; }
    Result result_locked() const {
        if (state_ == State::cancelled) throw Cancelled();
        if (error_) std::rethrow_exception(error_);
        return *value_;
    }

    const std::function<Result(std::stop_token)> task_;
    std::stop_source stop_;

    mutable std::mutex mutex_;
    std::condition_variable ended_;
    State state_ = State::waiting;  // guarded by mutex_, as are the next two
    std::optional<Result> value_;
    std::exception_ptr error_;
};
