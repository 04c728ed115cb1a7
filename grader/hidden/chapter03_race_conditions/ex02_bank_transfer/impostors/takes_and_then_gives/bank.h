// Fails: schedules, wrong, "the money was nowhere"
// Only the auditor must not see money on its way: a lock that transfers share and the auditor has
// for himself keeps the two apart. So transfers take the money out under one account's lock and put
// it in under the other's. But balance() looks in between.
#pragma once

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

        std::shared_lock no_audit(audit_);
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
        std::lock_guard no_transfers(audit_);
        long sum = 0;
        for (std::size_t i = 0; i < accounts_.size(); ++i) sum += balance(static_cast<int>(i));
        return sum;
    }

  private:
    struct Account {
        mutable std::mutex mutex;
        long balance = 0;
    };

    mutable std::shared_mutex audit_;
    std::vector<Account> accounts_;
};
