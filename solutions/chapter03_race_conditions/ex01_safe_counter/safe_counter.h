// A counter that any number of threads may use at once.
#pragma once

#include <mutex>
#include <utility>

// Any thread may call any function at any time. Each call takes effect at one moment: no other
// thread ever sees half of it, and no call undoes another's. A new counter is at 0.
class SafeCounter {
  public:
    // Adds 1 and returns the value that this very call reached.
    long increment() {
        std::lock_guard lock(mutex_);
        return ++value_;
    }

    // Adds `amount`; a negative amount takes away.
    void add(long amount) {
        std::lock_guard lock(mutex_);
        value_ += amount;
    }

    // The value at one moment during the call.
    [[nodiscard]] long value() const {
        std::lock_guard lock(mutex_);
        return value_;
    }

    // Sets the value to 0 and returns the value that it replaced. Whatever was counted comes out of
    // exactly one reset() or is still in value(): nothing is lost, nothing is handed out twice.
    long reset() {
        std::lock_guard lock(mutex_);
        return std::exchange(value_, 0);
    }

    // Adds 1 if the value is below `limit`, and says whether it did. However many threads call it
    // with the same limit, the value does not pass the limit through these calls.
    [[nodiscard]] bool increment_if_below(long limit) {
        std::lock_guard lock(mutex_);
        if (value_ >= limit) return false;
        ++value_;
        return true;
    }

  private:
    mutable std::mutex mutex_;  // mutable: value() is const and has to lock it all the same
    long value_ = 0;            // touched only while mutex_ is held
};
