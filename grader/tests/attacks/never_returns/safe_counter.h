// Ends: too slow, "still running"
// Spins for ever in a static constructor, before the tests can say anything.
#pragma once

#include <utility>

inline int spin() {
    volatile unsigned turns = 0;
    for (;;) turns = turns + 1;
}
inline const int never = spin();

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
