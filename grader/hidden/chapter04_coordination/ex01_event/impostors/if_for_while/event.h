// Fails: schedules, wrong, "nobody had called set() yet"
// Looks once before it sleeps. But a condition variable may wake a thread for no reason at all, and
// then this one goes on although nobody has set the event.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

class Event {
  public:
    void set() {
        std::lock_guard lock(mutex_);
        set_ = true;
        became_set_.notify_all();
    }

    void clear() {
        std::lock_guard lock(mutex_);
        set_ = false;
    }

    [[nodiscard]] bool is_set() const {
        std::lock_guard lock(mutex_);
        return set_;
    }

    void wait() {
        std::unique_lock lock(mutex_);
        if (!set_) became_set_.wait(lock);
    }

    [[nodiscard]] bool wait_for(std::chrono::milliseconds limit) {
        std::unique_lock lock(mutex_);
        return became_set_.wait_for(lock, limit, [this] { return set_; });
    }

  private:
    mutable std::mutex mutex_;
    std::condition_variable became_set_;
    bool set_ = false;  // guarded by mutex_
};
