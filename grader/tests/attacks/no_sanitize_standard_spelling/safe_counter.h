// Ends: rejected, "no_sanitize"
// The same in the brackets of standard attributes, where g++ accepts it too.
#pragma once

#include <utility>

class SafeCounter {
  public:
    [[gnu::no_sanitize("thread")]] long increment() {
        return ++value_;
    }
    [[gnu::no_sanitize("thread")]] void add(long amount) {
        value_ += amount;
    }
    [[nodiscard]] [[gnu::no_sanitize("thread")]] long value() const {
        return value_;
    }
    [[gnu::no_sanitize("thread")]] long reset() {
        return std::exchange(value_, 0);
    }
    [[nodiscard]] [[gnu::no_sanitize("thread")]] bool increment_if_below(long limit) {
        if (value_ >= limit) return false;
        ++value_;
        return true;
    }

  private:
    long value_ = 0;
};
