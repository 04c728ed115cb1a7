// Fails: speed, too slow, "wait"
// What is safe for the auditor is safe for a teller: locks all accounts, always in the same order.
// No transfer can meet another one half-way, because only one can have the first account's lock.
#pragma once

#include <mutex>
#include <stdexcept>
#include <vector>

class Bank {
  public:
    explicit Bank(const std::vector<long>& balances) : accounts_(balances.size()) {
        for (std::size_t i = 0; i < balances.size(); ++i) accounts_[i].balance = balances[i];
    }

    bool transfer(int from, int to, long amount) {
        if (amount <= 0) throw std::invalid_argument("a transfer needs a positive amount");
        Account& source = accounts_.at(from);
        Account& target = accounts_.at(to);
        const auto locks = all_locks();
        if (source.balance < amount) return false;
        source.balance -= amount;
        target.balance += amount;
        return true;
    }

    [[nodiscard]] long balance(int account) const {
        const Account& found = accounts_.at(account);
        std::lock_guard lock(found.mutex);
        return found.balance;
    }

    [[nodiscard]] long total() const {
        const auto locks = all_locks();
        long sum = 0;
        for (const Account& account : accounts_) sum += account.balance;
        return sum;
    }

  private:
    struct Account {
        mutable std::mutex mutex;
        long balance = 0;
    };

    std::vector<std::unique_lock<std::mutex>> all_locks() const {
        std::vector<std::unique_lock<std::mutex>> locks;
        for (const Account& account : accounts_) locks.emplace_back(account.mutex);
        return locks;
    }

    std::vector<Account> accounts_;
};
