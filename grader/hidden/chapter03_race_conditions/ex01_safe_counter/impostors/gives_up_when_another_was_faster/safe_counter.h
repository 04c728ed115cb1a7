// Fails: schedules, wrong, "both calls must add"
// compare_exchange_strong fails only if another thread changed the value in between, and "then it
// is as good as full". It is not: there may be room for both, and one has to look again.
#pragma once

#include <atomic>

class SafeCounter {
  public:
    long increment() { return value_.fetch_add(1) + 1; }

    void add(long amount) { value_.fetch_add(amount); }

    [[nodiscard]] long value() const { return value_.load(); }

    long reset() { return value_.exchange(0); }

    [[nodiscard]] bool increment_if_below(long limit) {
        long seen = value_.load();
        return seen < limit && value_.compare_exchange_strong(seen, seen + 1);
    }

  private:
    std::atomic<long> value_{0};
};
