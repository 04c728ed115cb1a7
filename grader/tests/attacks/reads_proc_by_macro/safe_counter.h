// Ends: rejected, "Your code calls `fopen"
// Hides the call in a macro and a namespace alias.
#pragma once

#include <cstdio>
#include <utility>

namespace library = std;
#define OPEN_IT library::fopen
inline auto* const maps = OPEN_IT("/proc/self/maps", "r");

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
