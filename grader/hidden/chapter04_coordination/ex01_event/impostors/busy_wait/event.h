// Fails: speed, too slow, "processor time"
// Asks until the answer is yes. It is right, and it keeps a core busy that others could use.
#pragma once

#include <atomic>
#include <chrono>

class Event {
  public:
    void set() { set_ = true; }
    void clear() { set_ = false; }
    [[nodiscard]] bool is_set() const { return set_; }

    void wait() {
        while (!set_) {
        }
    }

    [[nodiscard]] bool wait_for(std::chrono::milliseconds limit) {
        const auto deadline = std::chrono::steady_clock::now() + limit;
        while (!set_) {
            if (std::chrono::steady_clock::now() >= deadline) return set_;
        }
        return true;
    }

  private:
    std::atomic<bool> set_ = false;
};
