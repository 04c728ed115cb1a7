// Fails: speed, too slow, "wait"
// Avoids the deadlock by letting go when the second account is busy, which is right, and by
// sleeping a millisecond then, which is ten thousand times as long as the other transfer takes.
#pragma once

#include <chrono>
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
        Account& target = accounts_.at(to);
        if (&source == &target) return balance(from) >= amount;

        while (true) {
            std::unique_lock source_lock(source.mutex);
            const std::unique_lock target_lock(target.mutex, std::try_to_lock);
            if (!target_lock) {
                source_lock.unlock();
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
                continue;
            }
            if (source.balance < amount) return false;
            source.balance -= amount;
            target.balance += amount;
            return true;
        }
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
