// Fails: speed, too slow, "wait"
// Takes the two locks under a third, which it lets go of as soon as it has them. That is short, but
// whoever has to wait for an account waits with the third in hand, and so do all others behind him.
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

        std::unique_lock locking(locking_);
        std::lock_guard source_lock(source.mutex);
        std::lock_guard target_lock(target.mutex);
        locking.unlock();
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
        std::lock_guard nobody_locks(locking_);
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

    mutable std::mutex locking_;
    std::vector<Account> accounts_;
};
