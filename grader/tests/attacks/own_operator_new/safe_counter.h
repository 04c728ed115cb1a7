// Ends: rejected, "`operator new`"
// Replaces the allocation that the sanitizers watch.
#pragma once

#include <cstdlib>
#include <new>
#include <utility>

void* operator new(std::size_t size) {
    void* const memory = std::malloc(size);
    return memory;
}

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
