// Ends: rejected, "`namespace`"
// Adds to the standard library through macros.
#pragma once

#include <utility>

#define OPEN namespace
#define LIBRARY std
OPEN LIBRARY { inline void helper() {} }

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
