// Fails: speed, too slow, "wait"
// A shared_mutex lets all who only look do so at once. But tellers do not look, they move money: a
// transfer is a writer, and a writer is alone in the whole bank.
#pragma once

#include <mutex>
#include <shared_mutex>
#include <stdexcept>
#include <vector>

class Bank {
  public:
    explicit Bank(const std::vector<long>& balances) : balances_(balances) {}

    bool transfer(int from, int to, long amount) {
        if (amount <= 0) throw std::invalid_argument("a transfer needs a positive amount");
        std::unique_lock writing(mutex_);
        long& source = balances_.at(from);
        long& target = balances_.at(to);
        if (source < amount) return false;
        source -= amount;
        target += amount;
        return true;
    }

    [[nodiscard]] long balance(int account) const {
        std::shared_lock reading(mutex_);
        return balances_.at(account);
    }

    [[nodiscard]] long total() const {
        std::shared_lock reading(mutex_);
        long sum = 0;
        for (const long balance : balances_) sum += balance;
        return sum;
    }

  private:
    mutable std::shared_mutex mutex_;
    std::vector<long> balances_;  // guarded by mutex_
};
