// Fails: races, race, "value_"
// The lock_guard has no name, so it is gone at the semicolon, and the lock with it.
#pragma once

#include <mutex>
#include <utility>

class SafeCounter {
  public:
    long increment() {
        std::lock_guard<std::mutex>{mutex_};
        return ++value_;
    }

    void add(long amount) {
        std::lock_guard<std::mutex>{mutex_};
        value_ += amount;
    }

    [[nodiscard]] long value() const {
        std::lock_guard<std::mutex>{mutex_};
        return value_;
    }

    long reset() {
        std::lock_guard<std::mutex>{mutex_};
        return std::exchange(value_, 0);
    }

    [[nodiscard]] bool increment_if_below(long limit) {
        std::lock_guard<std::mutex>{mutex_};
        if (value_ >= limit) return false;
        ++value_;
        return true;
    }

  private:
    mutable std::mutex mutex_;
    long value_ = 0;
};
