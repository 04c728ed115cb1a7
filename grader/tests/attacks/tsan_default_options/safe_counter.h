// Ends: rejected, "`__tsan_default_options`"
// Gives ThreadSanitizer options under which it reports nothing.
#pragma once

#include <utility>

const char* __tsan_default_options() { return "report_bugs=0:exitcode=0"; }

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
