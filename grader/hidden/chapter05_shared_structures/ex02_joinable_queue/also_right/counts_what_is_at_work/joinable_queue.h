// Another design: counts only those at work, because the others are in the queue anyway. Then every
// function needs no more than one condition variable, and wakes all.
#pragma once

#include <condition_variable>
#include <mutex>
#include <queue>
#include <stdexcept>
#include <utility>

template <class T>
class JoinableQueue {
  public:
    void put(T item) {
        {
            const std::lock_guard lock(mutex_);
            items_.push(std::move(item));
        }
        changed_.notify_all();
    }
    [[nodiscard]] T get() {
        std::unique_lock lock(mutex_);
        while (items_.empty()) changed_.wait(lock);
        T item = std::move(items_.front());
        items_.pop();
        ++at_work_;
        return item;
    }
    void task_done() {
        std::unique_lock lock(mutex_);
        if (at_work_ == 0) throw std::logic_error("no item is at work");
        --at_work_;
        changed_.notify_all();
    }
    void join() {
        std::unique_lock lock(mutex_);
        while (!items_.empty() || at_work_ > 0) changed_.wait(lock);
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::queue<T> items_;  // guarded by mutex_
    int at_work_ = 0;      // guarded by mutex_
};
