// Fails: schedules, wrong, "called reset()"
// A load and a store would lose what is counted between them, so reset() takes away exactly what it
// has read. Nothing is lost; but two threads that read the same value both hand it out, and the
// counter ends below zero.
#pragma once

#include <atomic>

class SafeCounter {
  public:
    long increment() { return value_.fetch_add(1) + 1; }

    void add(long amount) { value_.fetch_add(amount); }

    [[nodiscard]] long value() const { return value_.load(); }

    long reset() {
        const long seen = value_.load();
        value_.fetch_sub(seen);
        return seen;
    }

    [[nodiscard]] bool increment_if_below(long limit) {
        long seen = value_.load();
        while (seen < limit) {
            if (value_.compare_exchange_weak(seen, seen + 1)) return true;
        }
        return false;
    }

  private:
    std::atomic<long> value_{0};
};
