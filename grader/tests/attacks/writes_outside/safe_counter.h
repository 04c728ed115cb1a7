// Ends: rejected, "<filesystem>"
// Leaves a file behind.
#pragma once

#include <filesystem>
#include <utility>

class SafeCounter {
  public:
    long increment() {
        std::filesystem::create_directory("/tmp/left_behind");
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
