// Fails: speed, too slow, "starves"
// One condition variable, and a predicate that says exactly when both forks are free. It does not
// say who has waited longest.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <vector>

class DiningTable {
  public:
    explicit DiningTable(int seats) : eats_(seats, false) {}

    DiningTable(const DiningTable&) = delete;
    DiningTable& operator=(const DiningTable&) = delete;

    void dine(int seat, const std::function<void()>& eat) {
        const std::size_t seats = eats_.size();
        std::unique_lock lock(mutex_);
        changed_.wait(
            lock, [&] { return !eats_[(seat + 1) % seats] && !eats_[(seat + seats - 1) % seats]; });
        eats_[seat] = true;
        lock.unlock();
        try {
            eat();
        } catch (...) {
            lay_down(seat);
            throw;
        }
        lay_down(seat);
    }

  private:
    void lay_down(int seat) {
        {
            const std::lock_guard lock(mutex_);
            eats_[seat] = false;
        }
        changed_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<bool> eats_;  // guarded by mutex_
};
