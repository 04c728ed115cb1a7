// Fails: schedules, deadlock, "wait"
// The flag is atomic, "so set() needs no lock". But a waiter that has looked and does not sleep yet
// hears nothing of the notify, and then sleeps although the event is set.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>

class Event {
  public:
    void set() {
        set_ = true;
        became_set_.notify_all();
    }
    void clear() { set_ = false; }
    [[nodiscard]] bool is_set() const { return set_; }

    void wait() {
        std::unique_lock lock(mutex_);
        became_set_.wait(lock, [this] { return set_.load(); });
    }

    [[nodiscard]] bool wait_for(std::chrono::milliseconds limit) {
        std::unique_lock lock(mutex_);
        return became_set_.wait_for(lock, limit, [this] { return set_.load(); });
    }

  private:
    std::mutex mutex_;
    std::condition_variable became_set_;
    std::atomic<bool> set_ = false;
};
