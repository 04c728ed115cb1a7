// Fails: speed, too slow, "wait"
// One mutex for everything is the first thing that works, and every rule is kept. But two tellers
// with nothing in common wait for each other, and eight do no more than one.
#pragma once

#include <mutex>
#include <stdexcept>
#include <vector>

class Bank {
  public:
    explicit Bank(const std::vector<long>& balances) : balances_(balances) {}

    bool transfer(int from, int to, long amount) {
        if (amount <= 0) throw std::invalid_argument("a transfer needs a positive amount");
        std::lock_guard lock(mutex_);
        long& source = balances_.at(from);
        long& target = balances_.at(to);
        if (source < amount) return false;
        source -= amount;
        target += amount;
        return true;
    }

    [[nodiscard]] long balance(int account) const {
        std::lock_guard lock(mutex_);
        return balances_.at(account);
    }

    [[nodiscard]] long total() const {
        std::lock_guard lock(mutex_);
        long sum = 0;
        for (const long balance : balances_) sum += balance;
        return sum;
    }

  private:
    mutable std::mutex mutex_;
    std::vector<long> balances_;  // guarded by mutex_
};
