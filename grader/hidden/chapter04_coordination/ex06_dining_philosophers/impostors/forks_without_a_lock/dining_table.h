// Fails: races, race, "taken_"
// A fork is free or taken, which is one bit, and what could go wrong with one bit? Two look at the
// same moment, and both take it.
#pragma once

#include <cstddef>
#include <functional>
#include <thread>
#include <vector>

class DiningTable {
  public:
    explicit DiningTable(int seats) : taken_(seats, 0) {}

    DiningTable(const DiningTable&) = delete;
    DiningTable& operator=(const DiningTable&) = delete;

    void dine(int seat, const std::function<void()>& eat) {
        const std::size_t right = (seat + 1) % taken_.size();
        while (taken_[seat] || taken_[right]) std::this_thread::yield();
        taken_[seat] = taken_[right] = 1;
        struct LayDown {
            char& left;
            char& right;
            ~LayDown() { left = right = 0; }
        } at_the_end{taken_[seat], taken_[right]};
        eat();
    }

  private:
    std::vector<char> taken_;  // whether the fork to the left of each seat is in use
};
