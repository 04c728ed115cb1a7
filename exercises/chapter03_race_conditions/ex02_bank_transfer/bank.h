// A bank whose accounts many threads use at once.
#pragma once

#include <racecourse/not_started.h>

#include <vector>

// Any thread may call any function at any time. A call may have to wait for other calls, but never
// for ever: no mix of calls gets stuck.
//
// Two things hold at every moment at which anybody can look: no balance is below zero, and all
// balances together are the sum that the bank was opened with.
class Bank {
  public:
    // One account for each balance, numbered from 0. The balances are not negative.
    explicit Bank(const std::vector<long>& balances) {}

    // Moves `amount` from one account to another and returns true; or, if `from` holds less than
    // that, changes nothing and returns false. From an account to itself it moves nothing, and says
    // whether the account holds the amount.
    // Throws std::invalid_argument if `amount` is not positive, std::out_of_range if there is no
    // such account; nothing has changed then, and the bank can be used as before.
    bool transfer(int from, int to, long amount) { racecourse::not_started("Bank::transfer"); }

    // The balance of one account. Throws std::out_of_range if there is no such account.
    [[nodiscard]] long balance(int account) const { racecourse::not_started("Bank::balance"); }

    // What all accounts hold together, at one moment. Money that is being transferred while this
    // runs is counted once: neither missed on its way nor seen on both sides.
    [[nodiscard]] long total() const { racecourse::not_started("Bank::total"); }
};
