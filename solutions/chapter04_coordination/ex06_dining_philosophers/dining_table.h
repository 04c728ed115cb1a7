// A round table with a fork between each two philosophers, each of whom needs two to eat.
#pragma once

#include <condition_variable>
#include <functional>
#include <limits>
#include <mutex>
#include <vector>

// The seats are numbered 0, 1, 2, ... round the table, and the last is beside the first. Between
// two neighbours lies one fork, which both need to eat.
class DiningTable {
  public:
    // A table with so many seats, at least two.
    explicit DiningTable(int seats) : number_(seats, not_hungry) {}

    DiningTable(const DiningTable&) = delete;
    DiningTable& operator=(const DiningTable&) = delete;

    // Waits, asleep, until both forks of this seat are to be had, calls `eat` while they are held,
    // and lays them down. Any number of threads may call this at the same time, but only one for
    // each seat. `eat` does not use the table.
    //
    // - Neighbours never eat at the same time.
    // - Whoever sits apart eats at the same time: if both forks are on the table and no neighbour
    //   waits for one, the meal begins at once, whatever goes on elsewhere.
    // - There is no deadlock: whoever wants to eat will.
    // - Nobody starves: however soon the others are hungry again, two meals of each of them are the
    //   most that anybody has to wait for.
    // - If `eat` throws, the forks are laid down all the same, and the caller gets the exception.
    void dine(int seat, const std::function<void()>& eat) {
        const Turn turn(*this, seat);  // ends here in any case, also if eat throws
        eat();
    }

  private:
    // Whoever is hungry draws a number and keeps it until the meal is over. Lower numbers go first,
    // so the lowest of all can always eat: no deadlock. And a neighbour who comes later has a
    // higher number: nobody starves.
    class Turn {
      public:
        Turn(DiningTable& table, int seat) : table_(table), seat_(seat) {
            std::unique_lock lock(table_.mutex_);
            table_.number_[seat_] = table_.next_number_++;
            table_.somebody_is_done_.wait(lock, [&] { return table_.goes_first(seat_); });
        }
        ~Turn() {
            {
                const std::lock_guard lock(table_.mutex_);
                table_.number_[seat_] = not_hungry;
            }
            table_.somebody_is_done_.notify_all();
        }
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;

      private:
        DiningTable& table_;
        const int seat_;
    };

    // Called with the lock held. A neighbour who is eating came earlier, so this is false for him.
    [[nodiscard]] bool goes_first(int seat) const {
        const int seats = static_cast<int>(number_.size());
        const int left = (seat + seats - 1) % seats;
        const int right = (seat + 1) % seats;
        return number_[seat] < number_[left] && number_[seat] < number_[right];
    }

    static constexpr long not_hungry = std::numeric_limits<long>::max();

    std::mutex mutex_;
    std::condition_variable somebody_is_done_;
    std::vector<long> number_;  // of each seat; guarded by mutex_
    long next_number_ = 0;      // guarded by mutex_
};
