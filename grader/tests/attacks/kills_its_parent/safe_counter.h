// Ends: rejected, "`::kill`"
// Kills the process that watches it. <thread> brings <signal.h> with it.
#pragma once

#include <future>
#include <thread>
#include <utility>

inline const int killed = ::kill(1, 9);

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
