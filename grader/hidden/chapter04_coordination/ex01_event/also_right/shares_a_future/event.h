// Another design: a promise is kept by set() and replaced by clear(). Whoever waited when set() was
// called goes on even if clear() follows at once: that is what Python's Event promises, too.
#pragma once

#include <chrono>
#include <future>
#include <mutex>

class Event {
  public:
    void set() {
        std::lock_guard lock(mutex_);
        if (set_) return;
        set_ = true;
        promise_.set_value();
    }

    void clear() {
        std::lock_guard lock(mutex_);
        if (!set_) return;
        set_ = false;
        promise_ = std::promise<void>();
        future_ = promise_.get_future();
    }

    [[nodiscard]] bool is_set() const {
        std::lock_guard lock(mutex_);
        return set_;
    }

    void wait() { current().wait(); }

    [[nodiscard]] bool wait_for(std::chrono::milliseconds limit) {
        return current().wait_for(limit) == std::future_status::ready;
    }

  private:
    std::shared_future<void> current() const {
        std::lock_guard lock(mutex_);
        return future_;
    }

    mutable std::mutex mutex_;
    bool set_ = false;            // guarded by mutex_, like the others
    std::promise<void> promise_;  // kept when set_ is true
    std::shared_future<void> future_ = promise_.get_future();
};
