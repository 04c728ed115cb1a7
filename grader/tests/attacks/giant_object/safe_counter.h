// Ends: does not build, "File size limit"
// Asks for a program of many gigabytes.
#pragma once

#include <utility>

inline char giant[16ULL << 30] = {1};

class SafeCounter {
  public:
    long increment() {
        giant[value_] = 1;
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
