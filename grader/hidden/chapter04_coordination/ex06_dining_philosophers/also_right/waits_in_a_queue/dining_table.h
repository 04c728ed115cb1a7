// Another design: all who are hungry stand in one queue, each with a semaphore to sleep on. Whoever
// is done goes through the queue and lets go everybody who has both forks now and no neighbour
// further in front. Nobody is woken in vain.
#pragma once

#include <algorithm>
#include <functional>
#include <list>
#include <mutex>
#include <semaphore>
#include <vector>

class DiningTable {
  public:
    explicit DiningTable(int seats) : eats_(seats, false) {}

    DiningTable(const DiningTable&) = delete;
    DiningTable& operator=(const DiningTable&) = delete;

    void dine(int seat, const std::function<void()>& eat) {
        std::binary_semaphore may_eat(0);
        {
            const std::lock_guard lock(mutex_);
            queue_.push_back({seat, &may_eat});
            let_go();
        }
        may_eat.acquire();
        struct LayDown {
            DiningTable& table;
            int seat;
            ~LayDown() {
                const std::lock_guard lock(table.mutex_);
                table.eats_[seat] = false;
                table.let_go();
            }
        } at_the_end{*this, seat};
        eat();
    }

  private:
    struct Hungry {
        int seat;
        std::binary_semaphore* may_eat;
    };

    // Called with the lock held.
    void let_go() {
        std::vector<bool> taken = eats_;  // by those who eat, and by those further in front
        for (auto next = queue_.begin(); next != queue_.end();) {
            const Hungry hungry = *next;
            const int seats = static_cast<int>(eats_.size());
            const bool free =
                !taken[(hungry.seat + 1) % seats] && !taken[(hungry.seat + seats - 1) % seats];
            taken[hungry.seat] = true;
            if (!free) {
                ++next;
                continue;
            }
            eats_[hungry.seat] = true;
            next = queue_.erase(next);
            hungry.may_eat->release();
        }
    }

    std::mutex mutex_;
    std::vector<bool> eats_;   // guarded by mutex_
    std::list<Hungry> queue_;  // guarded by mutex_
};
