// Fails: schedules, wrong, "left() should have said"
// Puts the outcome into the queue first and says "one less at work" afterwards, each under the
// lock. In between the task is counted twice, as one that works and as one that is ready.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

template <class Result>
struct Outcome {
    std::size_t number = 0;       // which task: 0 for the one that was started first, then 1, ...
    std::optional<Result> value;  // what it returned; empty if it threw
    std::exception_ptr error;     // what it threw; null if it returned
};

template <class Result>
class TaskGroup {
  public:
    TaskGroup() = default;

    ~TaskGroup() = default;  // threads_ goes first, and that joins

    TaskGroup(const TaskGroup&) = delete;
    TaskGroup& operator=(const TaskGroup&) = delete;

    std::size_t start(std::function<Result()> task) {
        const std::lock_guard lock(mutex_);
        const std::size_t number = threads_.size();
        threads_.emplace_back([this, number, task = std::move(task)] { run(number, task); });
        ++at_work_;  // the new thread needs the lock before it can count itself out
        return number;
    }

    [[nodiscard]] std::optional<Outcome<Result>> next() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return !completed_.empty() || at_work_ == 0; });
        return take_locked();
    }

    [[nodiscard]] std::optional<Outcome<Result>> next_for(std::chrono::milliseconds limit) {
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, limit, [this] { return !completed_.empty() || at_work_ == 0; });
        return take_locked();
    }

    void wait_all() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return at_work_ == 0; });
    }

    [[nodiscard]] bool wait_all_for(std::chrono::milliseconds limit) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, limit, [this] { return at_work_ == 0; });
    }

    [[nodiscard]] std::size_t left() const {
        const std::lock_guard lock(mutex_);
        return at_work_ + completed_.size();
    }

  private:
    void run(std::size_t number, const std::function<Result()>& task) {
        Outcome<Result> outcome;
        outcome.number = number;
        try {
            outcome.value.emplace(task());
        } catch (...) {
            outcome.error = std::current_exception();
        }
        {
            const std::lock_guard lock(mutex_);
            completed_.push_back(std::move(outcome));
        }
        {
            const std::lock_guard lock(mutex_);
            --at_work_;
        }
        changed_.notify_all();  // one gets the outcome, but others may learn that nothing is left
    }
    std::optional<Outcome<Result>> take_locked() {
        if (completed_.empty()) return std::nullopt;
        std::optional<Outcome<Result>> oldest(std::move(completed_.front()));
        completed_.pop_front();
        return oldest;
    }

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Outcome<Result>> completed_;  // guarded by mutex_, in the order of completion
    std::size_t at_work_ = 0;                // guarded by mutex_
    std::vector<std::jthread> threads_;      // guarded by mutex_, one for each task
};
