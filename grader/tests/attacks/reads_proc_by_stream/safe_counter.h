// Ends: rejected, "<fstream>"
// Reads the program's own memory map.
#pragma once

#include <fstream>
#include <string>
#include <utility>

class SafeCounter {
  public:
    long increment() {
        std::string line;
        std::ifstream("/proc/self/maps") >> line;
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
