// Fails: speed, too slow, "limit"
// Looks again after each wake-up, rightly, and then waits for the whole limit once more: a limit
// per wait instead of one deadline for the call.
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
        while (!set_) {
            if (became_set_.wait_for(lock, limit) == std::cv_status::timeout) return set_;
        }
        return true;
    }

  private:
    mutable std::mutex mutex_;
    std::condition_variable became_set_;
    bool set_ = false;  // guarded by mutex_
};
