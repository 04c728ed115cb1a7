// Ends: rejected, "no_sanitize"
// Breaks the words apart with line splices.
#pragma once

#include <utility>

class SafeCounter {
  public:
    __attri\
bute__((no_sani\
tize("thread"))) long increment() {
        return ++value_;
    }
    __attri\
bute__((no_sani\
tize("thread"))) void add(long amount) {
        value_ += amount;
    }
    [[nodiscard]] __attri\
bute__((no_sani\
tize("thread"))) long value() const {
        return value_;
    }
    __attri\
bute__((no_sani\
tize("thread"))) long reset() {
        return std::exchange(value_, 0);
    }
    [[nodiscard]] __attri\
bute__((no_sani\
tize("thread"))) bool increment_if_below(long limit) {
        if (value_ >= limit) return false;
        ++value_;
        return true;
    }

  private:
    long value_ = 0;
};
