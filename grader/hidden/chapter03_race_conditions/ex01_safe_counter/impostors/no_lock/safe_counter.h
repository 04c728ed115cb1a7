// Fails: races, race, "value_"
// "++value_ is a single statement, so nothing can come in between." It is three steps of the
// processor: read, add, write.
#pragma once

#include <utility>

class SafeCounter {
  public:
    long increment() { return ++value_; }

    void add(long amount) { value_ += amount; }

    [[nodiscard]] long value() const { return value_; }

    long reset() { return std::exchange(value_, 0); }

    [[nodiscard]] bool increment_if_below(long limit) {
        if (value_ >= limit) return false;
        ++value_;
        return true;
    }

  private:
    long value_ = 0;
};
