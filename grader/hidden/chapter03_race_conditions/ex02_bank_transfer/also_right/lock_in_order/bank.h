// Another design: every operation locks accounts in the order of their numbers, so no ring of
// threads can wait for each other. It needs no std::lock, which may have to let go and try again,
// and it also works where locks are taken one by one; but everybody has to keep to the order.
#pragma once

#include <algorithm>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <vector>

class Bank {
  public:
    explicit Bank(const std::vector<long>& balances) {
        for (const long balance : balances) {
            accounts_.push_back(std::make_unique<Account>());
            accounts_.back()->balance = balance;
        }
    }

    bool transfer(int from, int to, long amount) {
        if (amount <= 0) throw std::invalid_argument("a transfer needs a positive amount");
        Account& source = *accounts_.at(from);
        Account& target = *accounts_.at(to);
        const auto [low, high] = std::minmax(from, to);
        std::unique_lock first(accounts_[low]->mutex);
        std::unique_lock<std::mutex> second;
        if (low != high) second = std::unique_lock(accounts_[high]->mutex);
        if (source.balance < amount) return false;
        source.balance -= amount;
        target.balance += amount;
        return true;
    }

    [[nodiscard]] long balance(int account) const {
        const Account& found = *accounts_.at(account);
        std::lock_guard lock(found.mutex);
        return found.balance;
    }

    [[nodiscard]] long total() const { return total_from(0); }

  private:
    struct Account {
        mutable std::mutex mutex;
        long balance = 0;
    };

    // The accounts from `first` on, each locked until those after it have been added up.
    long total_from(std::size_t first) const {
        if (first == accounts_.size()) return 0;
        std::lock_guard lock(accounts_[first]->mutex);
        return accounts_[first]->balance + total_from(first + 1);
    }

    std::vector<std::unique_ptr<Account>> accounts_;
};
