// Fails: examples, deadlock, "wait"
// Whoever has waited clears the event, as for a turnstile that lets in one at a time. All others
// are left outside.
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
        set_ = false;
    }

    [[nodiscard]] bool wait_for(std::chrono::milliseconds limit) {
        std::unique_lock lock(mutex_);
        const bool was_set = became_set_.wait_for(lock, limit, [this] { return set_; });
        set_ = false;
        return was_set;
    }

  private:
    mutable std::mutex mutex_;
    std::condition_variable became_set_;
    bool set_ = false;  // guarded by mutex_
};
