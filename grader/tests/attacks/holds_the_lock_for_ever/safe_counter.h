// Ends: too slow|deadlock, "wait"
// A thread of its own takes the lock and sleeps for an hour.
#pragma once

#include <chrono>
#include <mutex>
#include <thread>
#include <utility>

class SafeCounter {
  public:
    long increment() {
        if (value_ == 3) {
            std::thread([this] {
                std::lock_guard mine(mutex_);
                std::this_thread::sleep_for(std::chrono::hours(1));
            }).detach();
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
        std::lock_guard lock(mutex_);
        return ++value_;
    }
    void add(long amount) {
        std::lock_guard lock(mutex_);
        value_ += amount;
    }
    [[nodiscard]] long value() const {
        std::lock_guard lock(mutex_);
        return value_;
    }
    long reset() {
        std::lock_guard lock(mutex_);
        return std::exchange(value_, 0);
    }
    [[nodiscard]] bool increment_if_below(long limit) {
        std::lock_guard lock(mutex_);
        if (value_ >= limit) return false;
        ++value_;
        return true;
    }

  private:
    mutable std::mutex mutex_;
    long value_ = 0;
};
