// Fails: schedules, wrong, "it was refused as well"
// Check-then-act is wrong, so this acts and then checks: it takes the money, and gives it back if
// there was too little. All who look at balances are kept away meanwhile, but other transfers are
// not: they find the account overdrawn, and are refused.
#pragma once

#include <atomic>
#include <mutex>
#include <shared_mutex>
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
        if (&source == &target) return balance(from) >= amount;

        std::shared_lock nobody_looks(looking_);
        if (source.balance.fetch_sub(amount) < amount) {
            source.balance.fetch_add(amount);
            return false;
        }
        target.balance.fetch_add(amount);
        return true;
    }

    [[nodiscard]] long balance(int account) const {
        const Account& found = accounts_.at(account);
        std::lock_guard no_transfers(looking_);
        return found.balance;
    }

    [[nodiscard]] long total() const {
        std::lock_guard no_transfers(looking_);
        long sum = 0;
        for (const Account& account : accounts_) sum += account.balance;
        return sum;
    }

  private:
    struct Account {
        std::atomic<long> balance = 0;
    };

    mutable std::shared_mutex looking_;
    std::vector<Account> accounts_;
};
