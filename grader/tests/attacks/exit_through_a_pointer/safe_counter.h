// Ends: rejected, "`std::exit`"
// Hides the call in a pointer to a function.
#pragma once

#include <cstdlib>
#include <utility>

inline void (*const leave)(int) = &std::exit;

class SafeCounter {
  public:
    long increment() {
        if (value_ > 3) leave(0);
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
