// Fails: examples, deadlock, "wait"
// "set() wakes everybody, so what is there to remember?" A notify wakes those who wait at that
// moment and is then forgotten: who comes later waits for ever.
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
        became_set_.wait(lock);
    }

    [[nodiscard]] bool wait_for(std::chrono::milliseconds limit) {
        std::unique_lock lock(mutex_);
        return became_set_.wait_for(lock, limit) == std::cv_status::no_timeout;
    }

  private:
    std::mutex mutex_;
    std::condition_variable became_set_;
    std::atomic<bool> set_ = false;
};
