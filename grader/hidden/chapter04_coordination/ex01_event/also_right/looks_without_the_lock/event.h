// Another design: the state is atomic, so that whoever finds the event set takes no lock at all.
// For an event that is set once, early, and looked at millions of times.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>

class Event {
  public:
    void set() {
        {
            std::lock_guard lock(mutex_);  // nobody is between his look and his sleep
            set_ = true;
        }
        became_set_.notify_all();
    }

    void clear() { set_ = false; }

    [[nodiscard]] bool is_set() const { return set_; }

    void wait() {
        if (set_) return;
        std::unique_lock lock(mutex_);
        while (!set_) became_set_.wait(lock);
    }

    [[nodiscard]] bool wait_for(std::chrono::milliseconds limit) {
        if (set_) return true;
        const auto deadline = std::chrono::steady_clock::now() + limit;
        std::unique_lock lock(mutex_);
        while (!set_) {
            if (became_set_.wait_until(lock, deadline) == std::cv_status::timeout) return set_;
        }
        return true;
    }

  private:
    std::mutex mutex_;
    std::condition_variable became_set_;
    std::atomic<bool> set_ = false;
};
