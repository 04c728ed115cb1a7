// Ends: rejected, "raw string"
// Hides line markers for the preprocessor's readers in a string.
#pragma once

#include <utility>

inline const char* const text = R"(
# 1 "/usr/include/stdio.h" 1 3
)";

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
