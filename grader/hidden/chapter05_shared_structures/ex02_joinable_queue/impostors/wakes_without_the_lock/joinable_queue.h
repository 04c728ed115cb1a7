// Fails: schedules, deadlock, "all_done_"
// The number is atomic, so task_done() needs no lock. But join() may have looked at it, and not be
// asleep yet, when the last task is reported and the call to wake up goes out.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <utility>

template <class T>
class JoinableQueue {
  public:
    void put(T item) {
        const std::lock_guard lock(mutex_);
        items_.push_back(std::move(item));
        ++unfinished_;  // under the same lock: nobody can take an item that is not counted
        not_empty_.notify_one();
    }

    [[nodiscard]] T get() {
        std::unique_lock lock(mutex_);
        not_empty_.wait(lock, [this] { return !items_.empty(); });
        T item = std::move(items_.front());
        items_.pop_front();
        return item;
    }

    void task_done() {
        if (unfinished_ == 0) throw std::logic_error("task_done() was called once too often");
        if (--unfinished_ == 0) all_done_.notify_all();  // several may wait for this
    }

    void join() {
        std::unique_lock lock(mutex_);
        all_done_.wait(lock, [this] { return unfinished_ == 0; });
    }

  private:
    std::mutex mutex_;
    std::condition_variable not_empty_;
    std::condition_variable all_done_;
    std::deque<T> items_;  // guarded by mutex_
    std::atomic<std::size_t> unfinished_ =
        0;  // guarded by mutex_: those in items_ and those at work
};
