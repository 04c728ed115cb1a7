// Ends: crash, "The program"
// Uses up the stack.
#pragma once

#include <utility>

inline long deep(long n) {
    volatile char frame[1024] = {};
    frame[n % 1024] = 1;
    return n < 0 ? frame[0] : deep(n + 1) + frame[n % 1024];
}

class SafeCounter {
  public:
    long increment() {
        if (value_ > 3) return deep(0);
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
