// Another design: one std::atomic and no lock. Each operation is one indivisible step of the
// processor, so nobody ever waits. It is the better choice for a lone number, and stops working as
// soon as two variables have to agree with each other.
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
        while (seen < limit) {
            // Stores seen + 1 only if the value is still `seen`; otherwise reloads `seen`.
            if (value_.compare_exchange_weak(seen, seen + 1)) return true;
        }
        return false;
    }

  private:
    std::atomic<long> value_{0};
};
