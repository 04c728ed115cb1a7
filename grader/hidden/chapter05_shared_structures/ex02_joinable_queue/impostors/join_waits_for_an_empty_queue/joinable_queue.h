// Fails: behaviour, wrong, "the work is not finished"
// Waits until everything has been taken, and takes that for done.
#pragma once

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
        if (items_.empty()) all_done_.notify_all();
        return item;
    }

    void task_done() {
        const std::lock_guard lock(mutex_);
        if (unfinished_ == 0) throw std::logic_error("task_done() was called once too often");
        if (--unfinished_ == 0) all_done_.notify_all();  // several may wait for this
    }

    void join() {
        std::unique_lock lock(mutex_);
        all_done_.wait(lock, [this] { return items_.empty(); });
    }

  private:
    std::mutex mutex_;
    std::condition_variable not_empty_;
    std::condition_variable all_done_;
    std::deque<T> items_;         // guarded by mutex_
    std::size_t unfinished_ = 0;  // guarded by mutex_: those in items_ and those at work
};
