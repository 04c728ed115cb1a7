// A task that can be cancelled, and whose result can be waited for with a limit.
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

// What result() throws when the job was cancelled before it had begun.
class Cancelled : public std::runtime_error {
  public:
    Cancelled() : std::runtime_error("the job was cancelled") {}
};

// What result_for() throws when its time is over.
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

// Whoever has a free thread calls run(), a worker of a pool for example; whoever needs the result
// calls result(). Any thread may call any function at any time, the task and the callbacks of its
// stop token too (but the task must not wait for its own result). All who wait do so asleep.
template <class Result>
class Job {
  public:
    // The task gets a stop token, which tells it when nobody needs it any longer.
    explicit Job(std::function<Result(std::stop_token)> task) : task_(std::move(task)) {}

    Job(const Job&) = delete;
    Job& operator=(const Job&) = delete;

    // Runs the task here, in the calling thread, if the job is waiting; else does nothing. So the
    // task runs at most once, whoever calls this and how often. What the task throws goes to those
    // who want the result and does not leave run().
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

    // Waiting: the job is cancelled. It never runs, and everybody who waits for its result gets
    // Cancelled at once. Returns true; also when it was cancelled before.
    // Running: asks the task to stop, through its token, and returns false. The job goes on being
    // `running` until the task has ended, and its result is what the task makes of it.
    // Done: returns false.
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

    // Waits until the job is done or cancelled. Returns a copy of what the task returned, throws
    // what it threw, or throws Cancelled. May be called often.
    Result result() {
        std::unique_lock lock(mutex_);
        ended_.wait(lock, [this] { return has_ended_locked(); });
        return result_locked();
    }

    // The same, but waits no longer than `limit`. If the job has not ended then, nobody needs it
    // any longer: it is cancelled as by cancel(), and this throws TimedOut without waiting for the
    // task.
    Result result_for(std::chrono::milliseconds limit) {
        {
            std::unique_lock lock(mutex_);
            if (ended_.wait_for(lock, limit, [this] { return has_ended_locked(); }))
                return result_locked();
        }
        cancel();
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
