// Fails: races, race, "value_"
// Each operation has a mutex of its own. Two calls of increment() exclude each other, but an
// increment() and a reset() do not: a mutex protects only among those who lock the same one.
#pragma once

#include <mutex>
#include <utility>

class SafeCounter {
  public:
    long increment() {
        std::lock_guard lock(increment_mutex_);
        return ++value_;
    }

    void add(long amount) {
        std::lock_guard lock(add_mutex_);
        value_ += amount;
    }

    [[nodiscard]] long value() const {
        std::lock_guard lock(value_mutex_);
        return value_;
    }

    long reset() {
        std::lock_guard lock(reset_mutex_);
        return std::exchange(value_, 0);
    }

    [[nodiscard]] bool increment_if_below(long limit) {
        std::lock_guard lock(increment_mutex_);
        if (value_ >= limit) return false;
        ++value_;
        return true;
    }

  private:
    std::mutex increment_mutex_;
    std::mutex add_mutex_;
    mutable std::mutex value_mutex_;
    std::mutex reset_mutex_;
    long value_ = 0;
};
