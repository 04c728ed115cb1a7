// Fails: schedules, wrong, "reset() takes effect at one moment"
// Nothing is ever set back: reset() notes how far the count had come, and the value is the distance
// from there. Each of the two numbers is atomic, but the two together are not.
#pragma once

#include <atomic>

class SafeCounter {
  public:
    long increment() { return total_.fetch_add(1) + 1 - start_.load(); }

    void add(long amount) { total_.fetch_add(amount); }

    [[nodiscard]] long value() const { return total_.load() - start_.load(); }

    long reset() {
        const long seen = total_.load();
        return seen - start_.exchange(seen);
    }

    [[nodiscard]] bool increment_if_below(long limit) {
        long seen = total_.load();
        while (seen - start_.load() < limit) {
            if (total_.compare_exchange_weak(seen, seen + 1)) return true;
        }
        return false;
    }

  private:
    std::atomic<long> total_{0};
    std::atomic<long> start_{0};
};
