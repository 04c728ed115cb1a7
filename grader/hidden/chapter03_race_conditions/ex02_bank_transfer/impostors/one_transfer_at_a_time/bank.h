// Fails: speed, too slow, "wait"
// Each account has its lock, and one more lock held over all of a transfer makes sure that no two
// of them can wait for each other. It makes sure of more than that: there is only one transfer at a
// time.
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

        std::lock_guard no_other_transfer(transferring_);
        std::lock_guard source_lock(source.mutex);
        std::lock_guard target_lock(target.mutex);
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
        std::lock_guard no_transfers(transferring_);
        long sum = 0;
        for (const Account& account : accounts_) sum += account.balance;
        return sum;
    }

  private:
    struct Account {
        mutable std::mutex mutex;
        long balance = 0;
    };

    mutable std::mutex transferring_;
    std::vector<Account> accounts_;
};
