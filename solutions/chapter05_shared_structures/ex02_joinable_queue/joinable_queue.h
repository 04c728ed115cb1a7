// A queue that knows when everything that was put into it has been done.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <utility>

// First in, first out, without a limit. Any thread may call any function at any time. T can be
// moved; it need not be copyable or have a default constructor. Whoever waits does so asleep.
template <class T>
class JoinableQueue {
  public:
    // Adds an item, which counts as unfinished from now on.
    void put(T item) {
        const std::lock_guard lock(mutex_);
        items_.push_back(std::move(item));
        ++unfinished_;  // under the same lock: nobody can take an item that is not counted
        not_empty_.notify_one();
    }

    // Waits while the queue is empty, then takes out the oldest item. It stays unfinished.
    [[nodiscard]] T get() {
        std::unique_lock lock(mutex_);
        not_empty_.wait(lock, [this] { return !items_.empty(); });
        T item = std::move(items_.front());
        items_.pop_front();
        return item;
    }

    // Says that one of the items that were taken is finished. To be called once for each.
    // When nothing is unfinished it throws std::logic_error and changes nothing.
    void task_done() {
        const std::lock_guard lock(mutex_);
        if (unfinished_ == 0) throw std::logic_error("task_done() was called once too often");
        if (--unfinished_ == 0) all_done_.notify_all();  // several may wait for this
    }

    // Waits until nothing is unfinished. Any number of threads may wait here. What was done before
    // task_done() is seen by those who come back from join().
    void join() {
        std::unique_lock lock(mutex_);
        all_done_.wait(lock, [this] { return unfinished_ == 0; });
    }

  private:
    std::mutex mutex_;
    std::condition_variable not_empty_;
    std::condition_variable all_done_;
    std::deque<T> items_;         // guarded by mutex_
    std::size_t unfinished_ = 0;  // guarded by mutex_: those in items_ and those at work
};
