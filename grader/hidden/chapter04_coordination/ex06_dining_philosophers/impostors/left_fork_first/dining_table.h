// Fails: schedules, deadlock, "fork"
// Everybody takes the left fork and then the right one. If all have the left one, all wait for
// ever.
#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <vector>

class DiningTable {
  public:
    explicit DiningTable(int seats) : forks_(seats) {}

    DiningTable(const DiningTable&) = delete;
    DiningTable& operator=(const DiningTable&) = delete;

    void dine(int seat, const std::function<void()>& eat) {
        const std::lock_guard left(forks_[seat]);
        const std::lock_guard right(forks_[(seat + 1) % forks_.size()]);
        eat();
    }

  private:
    std::vector<std::mutex> forks_;  // forks_[i] lies to the left of seat i
};
