// Fails: speed, too slow, "at once"
// Sleeps a little between two looks. Short pauses are hardly noticed, but each of the threads
// that wait wakes up a thousand times a second for nothing.
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

class Event {
  public:
    void set() {
        std::lock_guard lock(mutex_);
        set_ = true;
        became_set_.notify_all();
    }

    void clear() {
        std::lock_guard lock(mutex_);
        set_ = false;
    }

    [[nodiscard]] bool is_set() const {
        std::lock_guard lock(mutex_);
        return set_;
    }

    void wait() {
        while (!is_set()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }

    [[nodiscard]] bool wait_for(std::chrono::milliseconds limit) {
        const auto deadline = std::chrono::steady_clock::now() + limit;
        while (!is_set()) {
            const auto now = std::chrono::steady_clock::now();
            if (now >= deadline) return is_set();
            std::this_thread::sleep_until(std::min(deadline, now + std::chrono::milliseconds(1)));
        }
        return true;
    }

  private:
    mutable std::mutex mutex_;
    std::condition_variable became_set_;
    bool set_ = false;  // guarded by mutex_
};
