// Fails: speed, too slow, "wait"
// Sleeps a little between two looks. Long pauses cost no processor time, but whoever waits notices
// up to ten milliseconds late that he could go on.
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
        while (!is_set()) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }

    [[nodiscard]] bool wait_for(std::chrono::milliseconds limit) {
        const auto deadline = std::chrono::steady_clock::now() + limit;
        while (!is_set()) {
            const auto now = std::chrono::steady_clock::now();
            if (now >= deadline) return is_set();
            std::this_thread::sleep_until(std::min(deadline, now + std::chrono::milliseconds(10)));
        }
        return true;
    }

  private:
    mutable std::mutex mutex_;
    std::condition_variable became_set_;
    bool set_ = false;  // guarded by mutex_
};
