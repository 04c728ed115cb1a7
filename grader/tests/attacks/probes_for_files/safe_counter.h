// Ends: rejected, "may not be included"
// Asks whether a file is there.
#pragma once

#include <utility>

#if __has_include("../test/tests.cpp")
inline constexpr bool tested = true;
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
