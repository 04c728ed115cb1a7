// Fails: examples, deadlock, "somebody_is_done_"
// Gives the number back after the meal. When eat throws, that line is never reached.
#pragma once

#include <condition_variable>
#include <functional>
#include <limits>
#include <mutex>
#include <vector>

class DiningTable {
  public:
    explicit DiningTable(int seats) : number_(seats, not_hungry) {}

    DiningTable(const DiningTable&) = delete;
    DiningTable& operator=(const DiningTable&) = delete;

    void dine(int seat, const std::function<void()>& eat) {
        {
            std::unique_lock lock(mutex_);
            number_[seat] = next_number_++;
            somebody_is_done_.wait(lock, [&] { return goes_first(seat); });
        }
        eat();
        {
            const std::lock_guard lock(mutex_);
            number_[seat] = not_hungry;
        }
        somebody_is_done_.notify_all();
    }

  private:
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
