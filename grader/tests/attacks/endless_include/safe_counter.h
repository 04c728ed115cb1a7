// Ends: rejected, "includes itself"
// Includes itself twice, without #pragma once: 2 to the power of the depth.
#include <utility>

#include "safe_counter.h"
#include "safe_counter.h"

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
