// Ends: deadlock, "wait"
// Locks its mutex twice in one thread and never gets on.
#pragma once

#include <mutex>
#include <utility>

class SafeCounter {
  public:
    long increment() {
        std::lock_guard first(mutex_);
        std::lock_guard lock(mutex_);
        return ++value_;
    }
    void add(long amount) {
        std::lock_guard lock(mutex_);
        value_ += amount;
    }
    [[nodiscard]] long value() const {
        std::lock_guard lock(mutex_);
        return value_;
    }
    long reset() {
        std::lock_guard lock(mutex_);
        return std::exchange(value_, 0);
    }
    [[nodiscard]] bool increment_if_below(long limit) {
        std::lock_guard lock(mutex_);
        if (value_ >= limit) return false;
        ++value_;
        return true;
    }

  private:
    mutable std::mutex mutex_;
    long value_ = 0;
};
