// Ends: does not build, "The compiler was stopped"
// Keeps the compiler busy with templates that need templates.
#pragma once

#include <utility>

template <int Depth, int Branch>
struct Tree {
    static constexpr long size = Tree<Depth - 1, 2 * Branch>::size + Tree<Depth - 1, 2 * Branch + 1>::size;
};
template <int Branch>
struct Tree<0, Branch> {
    static constexpr long size = 1;
};
inline constexpr long nodes = Tree<28, 1>::size;

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
