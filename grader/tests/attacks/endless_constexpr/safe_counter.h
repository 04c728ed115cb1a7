// Ends: does not build, "non-constant condition"
// Keeps the compiler busy with a loop that it has to run itself.
#pragma once

#include <utility>

constexpr long count() {
    long result = 0;
    for (int i = 0; i < 200000; ++i) {
        for (int j = 0; j < 200000; ++j) result += j;
    }
    return result;
}
static_assert(count() > 0);

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
