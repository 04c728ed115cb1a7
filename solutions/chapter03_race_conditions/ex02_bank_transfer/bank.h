// A bank whose accounts many threads use at once.
#pragma once

#include <mutex>
#include <stdexcept>
#include <vector>

// Any thread may call any function at any time. A call may have to wait for other calls, but never
// for ever: no mix of calls gets stuck.
//
// Two things hold at every moment at which anybody can look: no balance is below zero, and all
// balances together are the sum that the bank was opened with.
class Bank {
  public:
    // One account for each balance, numbered from 0. The balances are not negative.
    explicit Bank(const std::vector<long>& balances) : accounts_(balances.size()) {
        for (std::size_t i = 0; i < balances.size(); ++i) accounts_[i].balance = balances[i];
    }

    // Moves `amount` from one account to another and returns true; or, if `from` holds less than
    // that, changes nothing and returns false. From an account to itself it moves nothing, and says
    // whether the account holds the amount.
    // Throws std::invalid_argument if `amount` is not positive, std::out_of_range if there is no
    // such account; nothing has changed then, and the bank can be used as before.
    bool transfer(int from, int to, long amount) {
        if (amount <= 0) throw std::invalid_argument("a transfer needs a positive amount");
        Account& source = accounts_.at(from);
        Account& target = accounts_.at(to);
        // A mutex cannot be locked twice, so an account is never paired with itself.
        if (&source == &target) return balance(from) >= amount;

        // Takes both locks or waits, and cannot deadlock with a transfer the other way round.
        std::scoped_lock lock(source.mutex, target.mutex);
        if (source.balance < amount) return false;
        source.balance -= amount;
        target.balance += amount;
        return true;
    }

    // The balance of one account. Throws std::out_of_range if there is no such account.
    [[nodiscard]] long balance(int account) const {
        const Account& found = accounts_.at(account);
        std::lock_guard lock(found.mutex);
        return found.balance;
    }

    // What all accounts hold together, at one moment. Money that is being transferred while this
    // runs is counted once: neither missed on its way nor seen on both sides.
    [[nodiscard]] long total() const {
        // Keeps every lock until the sum is complete. Two auditors lock in the same order, and a
        // transfer never keeps one lock while it waits for the other.
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
        mutable std::mutex mutex;  // guards balance
        long balance = 0;
    };

    // Never grows or shrinks, so only the accounts need locks, not the vector.
    std::vector<Account> accounts_;
};
