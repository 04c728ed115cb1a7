// Ends: rejected, "no_sanitize"
// Hides the attribute in a macro.
#pragma once

#include <utility>

#define QUICK __attribute__((no_sanitize("thread")))

class SafeCounter {
  public:
    QUICK long increment() {
        return ++value_;
    }
    QUICK void add(long amount) {
        value_ += amount;
    }
    [[nodiscard]] QUICK long value() const {
        return value_;
    }
    QUICK long reset() {
        return std::exchange(value_, 0);
    }
    [[nodiscard]] QUICK bool increment_if_below(long limit) {
        if (value_ >= limit) return false;
        ++value_;
        return true;
    }

  private:
    long value_ = 0;
};
