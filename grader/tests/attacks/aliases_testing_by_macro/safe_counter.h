// Ends: rejected, "`testing`"
// Hides the name of GoogleTest's namespace in a macro.
#pragma once

#include <utility>

#define INSIDE testing
inline bool failed() { return INSIDE::Test::HasFailure(); }

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
