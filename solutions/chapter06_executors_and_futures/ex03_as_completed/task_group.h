// Tasks that run at the same time, and their results in the order in which they are ready.
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

// What a task came to.
template <class Result>
struct Outcome {
    std::size_t number = 0;       // which task: 0 for the one that was started first, then 1, ...
    std::optional<Result> value;  // what it returned; empty if it threw
    std::exception_ptr error;     // what it threw; null if it returned
};

// Any thread may call any function at any time, tasks of the group too, but nobody while it is
// destroyed. All who wait do so asleep.
template <class Result>
class TaskGroup {
  public:
    TaskGroup() = default;

    // Waits until all tasks have completed. Outcomes that nobody has taken are thrown away.
    ~TaskGroup() = default;  // threads_ goes first, and that joins

    TaskGroup(const TaskGroup&) = delete;
    TaskGroup& operator=(const TaskGroup&) = delete;

    // Starts a task in a thread of its own, so that all tasks run at the same time, and returns its
    // number. Does not wait for it.
    std::size_t start(std::function<Result()> task) {
        const std::lock_guard lock(mutex_);
        const std::size_t number = threads_.size();
        threads_.emplace_back([this, number, task = std::move(task)] { run(number, task); });
        ++at_work_;  // the new thread needs the lock before it can count itself out
        return number;
    }

    // Takes the outcome of the task that completed first among those not taken yet; waits if there
    // is none. Each outcome is given to one caller only, once. Returns an empty optional when
    // nothing is left, which is when the outcomes of all tasks that were started have been taken;
    // somebody who is waiting when the last one is taken by another gets that answer, too.
    [[nodiscard]] std::optional<Outcome<Result>> next() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return !completed_.empty() || at_work_ == 0; });
        return take_locked();
    }

    // The same, but waits no longer than `limit`: an empty optional says that nothing is left or
    // that nothing came in time. What comes later is not lost.
    [[nodiscard]] std::optional<Outcome<Result>> next_for(std::chrono::milliseconds limit) {
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, limit, [this] { return !completed_.empty() || at_work_ == 0; });
        return take_locked();
    }

    // Waits until all tasks that were started have completed. Takes nothing.
    void wait_all() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return at_work_ == 0; });
    }

    // The same, but no longer than `limit`; says whether all have completed.
    [[nodiscard]] bool wait_all_for(std::chrono::milliseconds limit) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, limit, [this] { return at_work_ == 0; });
    }

    // How many outcomes are still to be taken, those of running tasks included.
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
        {  // one more is ready and one less at work: nobody may see the one without the other
            const std::lock_guard lock(mutex_);
            completed_.push_back(std::move(outcome));
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
