// Ends: rejected, "no_sanitize"
// The same with the vendor named in front.
#pragma once

#include <utility>

class SafeCounter {
  public:
    [[using gnu: no_sanitize("thread")]] long increment() {
        return ++value_;
    }
    [[using gnu: no_sanitize("thread")]] void add(long amount) {
        value_ += amount;
    }
    [[nodiscard]] [[using gnu: no_sanitize("thread")]] long value() const {
        return value_;
    }
    [[using gnu: no_sanitize("thread")]] long reset() {
        return std::exchange(value_, 0);
    }
    [[nodiscard]] [[using gnu: no_sanitize("thread")]] bool increment_if_below(long limit) {
        if (value_ >= limit) return false;
        ++value_;
        return true;
    }

  private:
    long value_ = 0;
};
