// Another design: besides the accounts' locks there is one for the whole bank, which transfers
// share and an auditor has for himself. He then needs no other lock, however many accounts there
// are; the price is that every transfer passes by that one lock, too.
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
        std::scoped_lock lock(source.mutex, target.mutex);
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
        std::lock_guard no_transfers(audit_);
        long sum = 0;
        for (const Account& account : accounts_) sum += account.balance;
        return sum;
    }

  private:
    struct Account {
        mutable std::mutex mutex;
        long balance = 0;  // guarded by mutex, and by audit_ against the auditor
    };

    mutable std::shared_mutex audit_;
    std::vector<Account> accounts_;
};
