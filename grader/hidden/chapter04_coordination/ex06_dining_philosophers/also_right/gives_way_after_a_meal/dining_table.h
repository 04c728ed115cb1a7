// Another design: each fork knows who goes first, should both want it, and after a meal that is the
// other one. In the beginning it is the lower seat; so there is never a ring in which each has to
// let the next one go first. (Chandy and Misra found it, for philosophers who only send messages.)
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

class DiningTable {
  public:
    explicit DiningTable(int seats) : state_(seats, State::thinks), goes_first_(seats) {
        for (int seat = 0; seat < seats - 1; ++seat) goes_first_[seat] = seat;
        goes_first_[seats - 1] = 0;
    }

    DiningTable(const DiningTable&) = delete;
    DiningTable& operator=(const DiningTable&) = delete;

    void dine(int seat, const std::function<void()>& eat) {
        {
            std::unique_lock lock(mutex_);
            state_[seat] = State::hungry;
            changed_.wait(lock, [&] { return may_eat(seat); });
            state_[seat] = State::eats;
        }
        try {
            eat();
        } catch (...) {
            lay_down(seat);
            throw;
        }
        lay_down(seat);
    }

  private:
    enum class State { thinks, hungry, eats };

    [[nodiscard]] int seats() const { return static_cast<int>(state_.size()); }
    [[nodiscard]] int left_of(int seat) const { return (seat + seats() - 1) % seats(); }
    [[nodiscard]] int right_of(int seat) const { return (seat + 1) % seats(); }

    [[nodiscard]] bool may_eat(int seat) const {
        const int left = left_of(seat);
        return has_precedence(seat, left, left) && has_precedence(seat, right_of(seat), seat);
    }
    [[nodiscard]] bool has_precedence(int seat, int neighbour, int fork) const {
        if (state_[neighbour] == State::thinks) return true;
        return state_[neighbour] == State::hungry && goes_first_[fork] == seat;
    }
    void lay_down(int seat) {
        {
            const std::lock_guard lock(mutex_);
            state_[seat] = State::thinks;
            goes_first_[left_of(seat)] = left_of(seat);
            goes_first_[seat] = right_of(seat);
        }
        changed_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<State> state_;     // guarded by mutex_
    std::vector<int> goes_first_;  // at the fork to the right of each seat; guarded by mutex_
};
