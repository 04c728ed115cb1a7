// Ends: crash, "memory and was stopped"
// Takes memory without end, and touches it.
#pragma once

#include <memory>
#include <utility>
#include <vector>

class SafeCounter {
  public:
    long increment() {
        std::vector<std::vector<char>> all;
        for (;;) all.emplace_back(1 << 20, 'x');
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
