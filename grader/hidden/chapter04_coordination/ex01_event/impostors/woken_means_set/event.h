// Fails: schedules, wrong, "it returned true"
// Takes the end of a wait for its reason: "no time-out, so it must have been set". A wake-up
// without a reason has no time-out, either.
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
        std::unique_lock lock(mutex_);
        return set_ || became_set_.wait_for(lock, limit) == std::cv_status::no_timeout;
    }

  private:
    mutable std::mutex mutex_;
    std::condition_variable became_set_;
    bool set_ = false;  // guarded by mutex_
};
