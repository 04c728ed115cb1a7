// Ends: rejected, "`_Pragma`"
// The same through the operator, which macros can hold.
#pragma once

#include <utility>

#define QUICK _Pragma("GCC optimize(\"O0\")")
QUICK

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
