// Ends: rejected, "Assembly"
// Increments in assembly code, which is not instrumented.
#pragma once

#include <utility>

class SafeCounter {
  public:
    long increment() {
        asm volatile("incq %0" : "+m"(value_));
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
