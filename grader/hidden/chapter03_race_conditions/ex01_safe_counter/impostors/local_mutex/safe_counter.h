// Fails: races, race, "value_"
// The mutex is a local variable: each call makes one of its own, and nobody else ever waits for it.
#pragma once

#include <mutex>
#include <utility>

class SafeCounter {
  public:
    long increment() {
        std::mutex mutex;
        std::lock_guard lock(mutex);
        return ++value_;
    }

    void add(long amount) {
        std::mutex mutex;
        std::lock_guard lock(mutex);
        value_ += amount;
    }

    [[nodiscard]] long value() const {
        std::mutex mutex;
        std::lock_guard lock(mutex);
        return value_;
    }

    long reset() {
        std::mutex mutex;
        std::lock_guard lock(mutex);
        return std::exchange(value_, 0);
    }

    [[nodiscard]] bool increment_if_below(long limit) {
        std::mutex mutex;
        std::lock_guard lock(mutex);
        if (value_ >= limit) return false;
        ++value_;
        return true;
    }

  private:
    long value_ = 0;
};
