// Ends: rejected, "`pthread_mutex_lock`"
// Takes the place of the function under std::mutex: the header's declaration makes it a C function.
#pragma once

#include <mutex>
#include <utility>

int pthread_mutex_lock(pthread_mutex_t*) noexcept { return 0; }

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
        if (value_ >= limit) return false;
        ++value_;
        return true;
    }

  private:
    mutable std::mutex mutex_;
    long value_ = 0;
};
