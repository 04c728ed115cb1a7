// Fails: examples, deadlock, "mutex_"
// A function that holds the lock calls another that takes it: a std::mutex does not let even its
// own holder in again.
#pragma once

#include <mutex>
#include <utility>

class SafeCounter {
  public:
    long increment() {
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
        if (value() >= limit) return false;
        increment();
        return true;
    }

  private:
    mutable std::mutex mutex_;
    long value_ = 0;
};
