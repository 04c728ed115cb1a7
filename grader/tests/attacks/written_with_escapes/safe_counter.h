// Ends: rejected, "backslash"
// Writes a forbidden name with \u escapes.
#pragma once

#include <utility>

inline int \u0061sm_like = 0;

class SafeCounter {
  public:
    long increment() {
        return ++value_;
    }
    void add(long amount) {
        value_ += amount;
    }
    [[nodiscard]] long value() const {
        return value_;
    }
    long reset() {
        return std::exchange(value_, 0);
    }
    [[nodiscard]] bool increment_if_below(long limit) {
        if (value_ >= limit) return false;
        ++value_;
        return true;
    }

  private:
    long value_ = 0;
};
