// Ends: rejected, "`__has_feature`"
// The same in clang's way.
#pragma once

#include <utility>

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
inline constexpr bool watched = true;
#endif
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
