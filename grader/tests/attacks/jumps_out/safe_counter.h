// Ends: rejected, "<csetjmp>"
// Jumps over the failing expectation.
#pragma once

#include <csetjmp>
#include <utility>

inline std::jmp_buf place;

class SafeCounter {
  public:
    long increment() {
        if (value_ > 3) std::longjmp(place, 1);
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
