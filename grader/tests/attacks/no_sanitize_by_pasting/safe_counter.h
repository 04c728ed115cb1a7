// Ends: rejected, "`##`"
// Glues the attribute together out of pieces that look harmless.
#pragma once

#include <utility>

#define GLUE(a, b) a##b
#define QUICK GLUE(__attri, bute__)((GLUE(no_sani, tize)("thread")))

class SafeCounter {
  public:
    QUICK long increment() {
        return ++value_;
    }
    QUICK void add(long amount) {
        value_ += amount;
    }
    [[nodiscard]] QUICK long value() const {
        return value_;
    }
    QUICK long reset() {
        return std::exchange(value_, 0);
    }
    [[nodiscard]] QUICK bool increment_if_below(long limit) {
        if (value_ >= limit) return false;
        ++value_;
        return true;
    }

  private:
    long value_ = 0;
};
