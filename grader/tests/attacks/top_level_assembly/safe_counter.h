// Ends: rejected, "Assembly"
// Takes a file of the machine into the program while it is assembled.
#pragma once

#include <utility>

asm(".incbin \"/etc/passwd\"");

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
