// Ends: crash, "The program crashed"
// Aborts in the middle of a test: a crash must be told as a crash.
#pragma once

#include <cstdlib>
#include <utility>

class SafeCounter {
  public:
    long increment() {
        if (value_ > 3) std::abort();
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
