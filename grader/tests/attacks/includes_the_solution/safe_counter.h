// Ends: rejected, "may not be included"
// Includes the solution by its path.
#pragma once

#include <utility>

#include "../../../solutions/chapter03_race_conditions/ex01_safe_counter/safe_counter.h"

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
