// Ends: rejected, "`testing`"
// Reaches for GoogleTest and skips every test: skipped tests count as success there.
#pragma once

#include <utility>

#ifdef __cplusplus
inline void skip() { testing::Test::HasFatalFailure(); }
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
