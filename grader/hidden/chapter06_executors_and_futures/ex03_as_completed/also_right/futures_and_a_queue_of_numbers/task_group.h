// Another design: std::async keeps value and exception in a future, and only the numbers of those
// that are ready go through the queue.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <future>
#include <mutex>
#include <optional>
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

    ~TaskGroup() = default;

    TaskGroup(const TaskGroup&) = delete;
    TaskGroup& operator=(const TaskGroup&) = delete;

    std::size_t start(std::function<Result()> task) {
        const std::lock_guard lock(mutex_);
        const std::size_t number = results_.size();
        results_.push_back(
            std::async(std::launch::async, [this, number, task = std::move(task)]() -> Result {
                const Announcement announcement{this, number};
                return task();
            }));
        ++at_work_;
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
    struct Announcement {  // when the task is over, by return or exception
        TaskGroup* group;
        std::size_t number;
        ~Announcement() {
            const std::lock_guard lock(group->mutex_);
            group->completed_.push_back(number);
            --group->at_work_;
            group->changed_.notify_all();
        }
    };
    std::optional<Outcome<Result>> take_locked() {
        if (completed_.empty()) return std::nullopt;
        std::optional<Outcome<Result>> oldest(std::in_place);
        oldest->number = completed_.front();
        completed_.pop_front();
        try {
            oldest->value.emplace(results_[oldest->number].get());
        } catch (...) {
            oldest->error = std::current_exception();
        }
        return oldest;
    }

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::size_t> completed_;         // guarded by mutex_, in the order of completion
    std::size_t at_work_ = 0;                   // guarded by mutex_
    std::vector<std::future<Result>> results_;  // guarded by mutex_; a future of async joins
};
