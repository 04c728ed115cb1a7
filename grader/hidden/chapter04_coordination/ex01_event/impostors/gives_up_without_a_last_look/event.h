// Fails: schedules, wrong, "it returned false"
// The time is over, "so it was not set". But between the notify and the moment when the waiter has
// its lock again the time may have run out, and the event is set nevertheless.
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
        became_set_.wait(lock, [this] { return set_; });
    }

    [[nodiscard]] bool wait_for(std::chrono::milliseconds limit) {
        const auto deadline = std::chrono::steady_clock::now() + limit;
        std::unique_lock lock(mutex_);
        while (!set_) {
            if (became_set_.wait_until(lock, deadline) == std::cv_status::timeout) return false;
        }
        return true;
    }

  private:
    mutable std::mutex mutex_;
    std::condition_variable became_set_;
    bool set_ = false;  // guarded by mutex_
};
