// Ends: crash, "more than 128 threads"
// Starts threads without end and lets them sleep.
#pragma once

#include <chrono>
#include <thread>
#include <utility>

class SafeCounter {
  public:
    long increment() {
        for (;;) {
            std::thread([] { std::this_thread::sleep_for(std::chrono::hours(1)); }).detach();
        }
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
