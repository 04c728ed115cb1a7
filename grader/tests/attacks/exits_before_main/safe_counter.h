// Ends: rejected, "`std::exit`"
// Ends the program with success from a static constructor, before a test has run.
#pragma once

#include <cstdlib>
#include <utility>

inline const int ended = (std::exit(0), 0);

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
