// Fails: speed, too slow, "starves"
// scoped_lock takes both forks or none, and cannot deadlock. But who sits between two that eat in
// turns never finds both forks free.
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
        const std::scoped_lock both(forks_[seat], forks_[(seat + 1) % forks_.size()]);
        eat();
    }

  private:
    std::vector<std::mutex> forks_;  // forks_[i] lies to the left of seat i
};
