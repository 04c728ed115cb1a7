// Fails: speed, too slow, "wait"
// One lock for the even accounts and one for the odd ones: twice as many as one lock for all, it
// seems. But a transfer needs two accounts, mostly one of each, and then it needs both locks.
#pragma once

#include <algorithm>
#include <array>
#include <mutex>
#include <stdexcept>
#include <vector>

class Bank {
  public:
    explicit Bank(const std::vector<long>& balances) : balances_(balances) {}

    bool transfer(int from, int to, long amount) {
        if (amount <= 0) throw std::invalid_argument("a transfer needs a positive amount");
        long& source = balances_.at(from);
        long& target = balances_.at(to);
        const auto [low, high] = std::minmax({from % locks, to % locks});
        std::lock_guard first(mutexes_[low]);
        std::unique_lock second(mutexes_[high], std::defer_lock);
        if (low != high) second.lock();
        if (source < amount) return false;
        source -= amount;
        target += amount;
        return true;
    }

    [[nodiscard]] long balance(int account) const {
        const long& found = balances_.at(account);
        std::lock_guard lock(mutexes_[account % locks]);
        return found;
    }

    [[nodiscard]] long total() const {
        std::scoped_lock both(mutexes_[0], mutexes_[1]);
        long sum = 0;
        for (const long balance : balances_) sum += balance;
        return sum;
    }

  private:
    static constexpr int locks = 2;

    mutable std::array<std::mutex, locks> mutexes_;
    std::vector<long> balances_;
};
