// Ends: rejected, "`GTEST_INCLUDE_GTEST_GTEST_H_`"
// Shows another face when it is compiled with the tests.
#pragma once

#include <utility>

#ifdef GTEST_INCLUDE_GTEST_GTEST_H_
#include "/etc/passwd"
#endif

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
