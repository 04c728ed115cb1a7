// Ends: rejected, "`racecourse::Gate`"
// Gets at a private member through an explicit instantiation, which ignores access.
#pragma once

#include <utility>

template <auto Member>
struct Thief {};
template struct Thief<&racecourse::Gate::open_>;

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
