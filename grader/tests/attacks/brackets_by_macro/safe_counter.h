// Ends: rejected, "`gnu`"
// Makes the brackets of an attribute by a macro, so that [[ never stands in the source.
#pragma once

#include <utility>

#define BOX(x) [x]

class SafeCounter {
  public:
    BOX([gnu::no_instrument_function]) long increment() {
        return ++value_;
    }
    BOX([gnu::no_instrument_function]) void add(long amount) {
        value_ += amount;
    }
    [[nodiscard]] BOX([gnu::no_instrument_function]) long value() const {
        return value_;
    }
    BOX([gnu::no_instrument_function]) long reset() {
        return std::exchange(value_, 0);
    }
    [[nodiscard]] BOX([gnu::no_instrument_function]) bool increment_if_below(long limit) {
        if (value_ >= limit) return false;
        ++value_;
        return true;
    }

  private:
    long value_ = 0;
};
