// Fails: behaviour, deadlock, "mutex"
// lock() and unlock() by hand: when there is no such account, the exception leaves without the
// unlock.
#pragma once

#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

class Bank {
  public:
    explicit Bank(const std::vector<long>& balances) : accounts_(balances.size()) {
        for (std::size_t i = 0; i < balances.size(); ++i) accounts_[i].balance = balances[i];
    }

    bool transfer(int from, int to, long amount) {
        if (amount <= 0) throw std::invalid_argument("a transfer needs a positive amount");
        Account& source = accounts_.at(from);
        if (from == to) return balance(from) >= amount;

        while (true) {
            source.mutex.lock();
            Account& target = accounts_.at(to);
            if (target.mutex.try_lock()) break;
            source.mutex.unlock();
            std::this_thread::yield();
        }
        Account& target = accounts_.at(to);
        const bool enough = source.balance >= amount;
        if (enough) {
            source.balance -= amount;
            target.balance += amount;
        }
        target.mutex.unlock();
        source.mutex.unlock();
        return enough;
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
