// Fails: speed, too slow, "processor"
// The order is kept, and nobody sleeps: whoever waits asks again and again whether it is his turn.
#pragma once

#include <functional>
#include <limits>
#include <mutex>
#include <thread>
#include <vector>

class DiningTable {
  public:
    explicit DiningTable(int seats) : number_(seats, not_hungry) {}

    DiningTable(const DiningTable&) = delete;
    DiningTable& operator=(const DiningTable&) = delete;

    void dine(int seat, const std::function<void()>& eat) {
        const Turn turn(*this, seat);  // ends here in any case, also if eat throws
        eat();
    }

  private:
    class Turn {
      public:
        Turn(DiningTable& table, int seat) : table_(table), seat_(seat) {
            std::unique_lock lock(table_.mutex_);
            table_.number_[seat_] = table_.next_number_++;
            while (!table_.goes_first(seat_)) {
                lock.unlock();
                std::this_thread::yield();
                lock.lock();
            }
        }
        ~Turn() {
            {
                const std::lock_guard lock(table_.mutex_);
                table_.number_[seat_] = not_hungry;
            }
        }
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;

      private:
        DiningTable& table_;
        const int seat_;
    };

    [[nodiscard]] bool goes_first(int seat) const {
        const int seats = static_cast<int>(number_.size());
        const int left = (seat + seats - 1) % seats;
        const int right = (seat + 1) % seats;
        return number_[seat] < number_[left] && number_[seat] < number_[right];
    }

    static constexpr long not_hungry = std::numeric_limits<long>::max();

    std::mutex mutex_;
    std::vector<long> number_;  // of each seat; guarded by mutex_
    long next_number_ = 0;      // guarded by mutex_
};
