// Fails: schedules, wrong, "with one fork between them"
// Whoever is done hands the forks on: marks the next one as eating, and wakes it. So who is woken
// has the forks, and need not look. But wait() may also return by itself.
#pragma once

#include <condition_variable>
#include <functional>
#include <limits>
#include <mutex>
#include <vector>

class DiningTable {
  public:
    explicit DiningTable(int seats)
        : number_(seats, not_hungry), eats_(seats, false), handed_over_(seats) {}

    DiningTable(const DiningTable&) = delete;
    DiningTable& operator=(const DiningTable&) = delete;

    void dine(int seat, const std::function<void()>& eat) {
        {
            std::unique_lock lock(mutex_);
            number_[seat] = next_number_++;
            hand_over();
            if (!eats_[seat]) handed_over_[seat].wait(lock);
        }
        struct Done {
            DiningTable& table;
            int seat;
            ~Done() {
                const std::lock_guard lock(table.mutex_);
                table.number_[seat] = not_hungry;
                table.eats_[seat] = false;
                table.hand_over();
            }
        } at_the_end{*this, seat};
        eat();
    }

  private:
    // Called with the lock held.
    void hand_over() {
        const int seats = static_cast<int>(number_.size());
        for (int seat = 0; seat < seats; ++seat) {
            const long number = number_[seat];
            if (number == not_hungry || eats_[seat]) continue;
            if (number < number_[(seat + 1) % seats] &&
                number < number_[(seat + seats - 1) % seats]) {
                eats_[seat] = true;
                handed_over_[seat].notify_one();
            }
        }
    }

    static constexpr long not_hungry = std::numeric_limits<long>::max();

    std::mutex mutex_;
    std::vector<long> number_;                          // guarded by mutex_
    std::vector<bool> eats_;                            // guarded by mutex_
    std::vector<std::condition_variable> handed_over_;  // one for each seat
    long next_number_ = 0;                              // guarded by mutex_
};
