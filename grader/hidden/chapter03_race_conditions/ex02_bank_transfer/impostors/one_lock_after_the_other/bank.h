// Fails: races, wrong, "on its way"
// Takes the money out under one lock and puts it in under the other. In between it is nowhere, and
// the auditor finds it missing.
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
        if (&source == &target) return balance(from) >= amount;

        {
            std::lock_guard lock(source.mutex);
            if (source.balance < amount) return false;
            source.balance -= amount;
        }
        std::lock_guard lock(target.mutex);
        target.balance += amount;
        return true;
    }

    [[nodiscard]] long balance(int account) const {
        const Account& found = accounts_.at(account);
        std::lock_guard lock(found.mutex);
        return found.balance;
    }

    [[nodiscard]] long total() const {
        std::vector<std::unique_lock<std::mutex>> locks;
        long sum = 0;
        for (const Account& account : accounts_) {
            locks.emplace_back(account.mutex);
            sum += account.balance;
        }
        return sum;
    }

  private:
    struct Account {
        mutable std::mutex mutex;
        long balance = 0;
    };

    std::vector<Account> accounts_;
};
