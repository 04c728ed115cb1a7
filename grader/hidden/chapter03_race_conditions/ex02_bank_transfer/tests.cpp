#include "bank.h"

#include <racecourse/kit.h>

#include <algorithm>
#include <atomic>
#include <barrier>
#include <random>
#include <stdexcept>

using racecourse::because;

TEST(Behaviour, OpensWithTheGivenBalances) {
    const Bank bank({30, 0, 12});
    EXPECT_EQ(bank.balance(0), 30) << because << "A bank opened with 30, 0, 12: account 0 has 30.";
    EXPECT_EQ(bank.balance(1), 0) << because << "A bank opened with 30, 0, 12: account 1 has 0.";
    EXPECT_EQ(bank.balance(2), 12) << because << "A bank opened with 30, 0, 12: account 2 has 12.";
    EXPECT_EQ(bank.total(), 42) << because << "A bank opened with 30, 0, 12 holds 42 in all.";
}

TEST(Behaviour, HasNoAccountsIfItIsGivenNone) {
    const Bank bank({});
    EXPECT_EQ(bank.total(), 0) << because << "A bank without accounts holds 0 in all.";
}

TEST(Behaviour, MovesMoneyFromOneAccountToTheOther) {
    Bank bank({100, 20, 3});
    EXPECT_TRUE(bank.transfer(0, 1, 40))
        << because << "Account 0 holds 100, so 40 can be moved: transfer() must say true.";
    EXPECT_EQ(bank.balance(0), 60) << because << "40 of the 100 on account 0 were moved away.";
    EXPECT_EQ(bank.balance(1), 60) << because << "40 were moved to account 1, which had 20.";
    EXPECT_EQ(bank.balance(2), 3) << because
                                  << "A transfer from account 0 to 1 must leave account 2 alone.";
    EXPECT_EQ(bank.total(), 123) << because << "A transfer must not change what all hold together.";
}

TEST(Behaviour, EmptiesAnAccountButNeverOverdrawsIt) {
    Bank bank({50, 0});
    EXPECT_FALSE(bank.transfer(0, 1, 51))
        << because << "Account 0 holds 50. Moving 51 must be refused with false.";
    EXPECT_EQ(bank.balance(0), 50) << because << "A refused transfer must leave `from` as it was.";
    EXPECT_EQ(bank.balance(1), 0) << because << "A refused transfer must leave `to` as it was.";
    EXPECT_TRUE(bank.transfer(0, 1, 50))
        << because << "Account 0 holds 50. Moving all of it is allowed and must say true.";
    EXPECT_EQ(bank.balance(0), 0) << because << "All of the 50 on account 0 were moved away.";
    EXPECT_EQ(bank.balance(1), 50) << because << "50 were moved to account 1, which had 0.";
}

TEST(Behaviour, TransfersToTheSameAccountMoveNothing) {
    Bank bank({10, 5});
    EXPECT_TRUE(bank.transfer(0, 0, 10))
        << because << "Account 0 holds 10, so moving 10 from it to itself must say true.";
    EXPECT_FALSE(bank.transfer(0, 0, 11))
        << because << "Account 0 holds 10, so moving 11 from it to itself must say false.";
    EXPECT_EQ(bank.balance(0), 10)
        << because << "A transfer from an account to itself must leave its balance as it was.";
}

TEST(Behaviour, RefusesAmountsThatAreNotPositive) {
    Bank bank({10, 5});
    EXPECT_THROW(bank.transfer(0, 1, 0), std::invalid_argument)
        << because << "Moving 0 makes no sense: transfer() must throw std::invalid_argument.";
    EXPECT_THROW(bank.transfer(0, 1, -4), std::invalid_argument)
        << because << "Moving -4 would take money from account 1: transfer() must throw "
        << "std::invalid_argument.";
    EXPECT_EQ(bank.balance(0), 10) << because << "After an exception no balance may have changed.";
    EXPECT_EQ(bank.balance(1), 5) << because << "After an exception no balance may have changed.";
}

TEST(Behaviour, RefusesAccountsThatDoNotExist) {
    Bank bank({10, 5});
    EXPECT_THROW(bank.transfer(0, 2, 1), std::out_of_range)
        << because << "The bank has the accounts 0 and 1. A transfer to account 2 must throw "
        << "std::out_of_range.";
    EXPECT_THROW(bank.transfer(-1, 0, 1), std::out_of_range)
        << because << "There is no account -1. A transfer from it must throw std::out_of_range.";
    EXPECT_THROW(racecourse::use(bank.balance(2)), std::out_of_range)
        << because << "The bank has the accounts 0 and 1. balance(2) must throw "
        << "std::out_of_range.";
    EXPECT_EQ(bank.balance(0), 10) << because << "After an exception no balance may have changed.";
}

TEST(Behaviour, GoesOnAfterEveryRefusal) {
    Bank bank({10, 5});
    EXPECT_FALSE(bank.transfer(0, 1, 1000)) << because << "Account 0 holds 10, not 1000.";
    EXPECT_THROW(bank.transfer(0, 1, 0), std::invalid_argument)
        << because << "Moving 0 must throw std::invalid_argument.";
    EXPECT_THROW(bank.transfer(1, 7, 1), std::out_of_range)
        << because << "There is no account 7: transfer() must throw std::out_of_range.";
    EXPECT_TRUE(bank.transfer(1, 0, 5))
        << because << "After a refused transfer and two exceptions a right one must still work.";
    EXPECT_EQ(bank.total(), 15)
        << because << "After a refused transfer and two exceptions total() must still work.";
}

namespace {

// When all threads have ended, nothing has been lost and nothing overdrawn.
void expect_whole(const Bank& bank, int accounts, long total) {
    long sum = 0;
    for (int account = 0; account < accounts; ++account) {
        EXPECT_GE(bank.balance(account), 0)
            << because << "After all transfers account " << account << " holds "
            << bank.balance(account) << ". No account may ever hold less than 0.";
        sum += bank.balance(account);
    }
    EXPECT_EQ(sum, total) << because << "The bank was opened with " << total
                          << " and money was only moved inside "
                          << "it, but after all transfers the balances add up to " << sum << ".";
}

}  // namespace

TEST(Races, LosesNoTransferBetweenTwoAccounts) {
    constexpr int each = 10000;
    Bank bank({2 * each, 0});
    racecourse::start_together(2, [&](int) {
        for (int i = 0; i < each; ++i) bank.transfer(0, 1, 1);
    });
    EXPECT_EQ(bank.balance(1), 2 * each)
        << because << "2 threads moved 1 from account 0, which held enough, to account 1, 10000 "
        << "times each. Account 1 must hold 20000 now, but it holds " << bank.balance(1) << ".";
    expect_whole(bank, 2, 2 * each);
}

TEST(Races, OppositeTransfersDoNotBlockEachOther) {
    constexpr int each = 20000;
    Bank bank({each, each});
    std::vector<int> refused(2);
    racecourse::start_together(2, [&](int thread) {
        for (int i = 0; i < each; ++i) {
            if (!bank.transfer(thread, 1 - thread, 1)) ++refused[thread];
        }
    });
    EXPECT_EQ(refused[0] + refused[1], 0)
        << because << "Both accounts held 20000, and two threads moved 1 at a time, 20000 times "
        << "each, in opposite directions. There was always enough money, but "
        << refused[0] + refused[1] << " transfers were refused.";
    EXPECT_EQ(bank.balance(0), each)
        << because << "20000 were moved from account 0 to account 1, one by one, and as much back "
        << "at the same time. In the end account 0 must hold the 20000 that it began with.";
    expect_whole(bank, 2, 2 * each);
}

TEST(Races, TransfersInARingDoNotBlockEachOther) {
    constexpr int each = 10000;
    Bank bank({each, each, each});
    racecourse::start_together(3, [&](int thread) {
        for (int i = 0; i < each; ++i) bank.transfer(thread, (thread + 1) % 3, 1);
    });
    EXPECT_EQ(bank.balance(0), each)
        << because << "Three threads moved 10000 each, one by one, around a ring of three accounts "
        << "that held 10000 each. In the end account 0 must hold 10000 again.";
    expect_whole(bank, 3, 3 * each);
}

TEST(Races, TransfersToTheSameAccountRunBesideOthers) {
    constexpr int each = 5000;
    Bank bank({10, 10});
    racecourse::start_together(3, [&](int thread) {
        for (int i = 0; i < each; ++i) {
            if (thread < 2) {
                bank.transfer(thread, 1 - thread, 1);
            } else {
                bank.transfer(0, 0, 1);
                bank.transfer(1, 1, 1);
            }
        }
    });
    expect_whole(bank, 2, 20);
}

namespace {

// In the following tests the bank has many accounts, so that an audit takes a while. Tellers who
// need the first account and the last have to wait for the auditor, and whatever a wrong program
// does in two steps, it then waits between them.
constexpr int many = 60;  // with its deadlock detector on, ThreadSanitizer allows 63 locks at once

// Everybody wants the only coin. Whoever gets it looks whether its account is overdrawn, and puts
// it back.
void pass_the_coin(int coin_account, int first_teller) {
    constexpr int tellers = 4;
    std::vector<long> balances(many);
    balances[coin_account] = 1;
    Bank bank(balances);
    std::atomic<bool> audited = false;
    racecourse::start_together(tellers + 1, [&](int thread) {
        if (thread == tellers) {
            for (int i = 0; i < 200; ++i) racecourse::use(bank.total());
            audited = true;
            return;
        }
        const int own = first_teller + thread;
        long lowest = 0;
        for (int i = 0; i < 5000 && !audited && lowest == 0; ++i) {
            if (!bank.transfer(coin_account, own, 1)) continue;
            lowest = std::min(lowest, bank.balance(coin_account));
            bank.transfer(own, coin_account, 1);
        }
        EXPECT_EQ(lowest, 0) << because << "Account " << coin_account
                             << " held 1, and four threads moved it to "
                             << "accounts of their own and back. Once the account was at " << lowest
                             << ": the same money was paid out twice.";
    });
    expect_whole(bank, many, 1);
}

// All money moves the same way, so that two errors of an auditor cannot make up for each other.
void audit_while_money_moves(int from, int to) {
    constexpr int each = 25000;
    constexpr long opened_with = 2 * each;
    std::vector<long> balances(many);
    balances[from] = opened_with;
    Bank bank(balances);
    std::atomic<int> auditors = 2;
    std::atomic<int> moved = 0;
    racecourse::start_together(4, [&](int thread) {
        if (thread < 2) {
            for (int i = 0; i < each && auditors > 0; ++i) {
                bank.transfer(from, to, 1);
                // Relaxed, so that it does not put the threads in an order that the bank owes them.
                moved.fetch_add(1, std::memory_order_relaxed);
            }
            return;
        }
        const auto tellers_have_begun = [&] { return moved.load(std::memory_order_relaxed) > 20; };
        long seen = opened_with;
        for (int i = 0; (i < 1000 || !tellers_have_begun()) && seen == opened_with; ++i) {
            seen = bank.total();
        }
        --auditors;
        EXPECT_EQ(seen, opened_with)
            << because << "A bank with 60 accounts was opened with 50000, and money was only moved "
            << "from account " << from << " to account " << to << ". While that went on, total() "
            << "returned " << seen
            << ": some money was on its way and was missed, or was counted on "
            << "both sides.";
    });
    expect_whole(bank, many, opened_with);
}

}  // namespace

TEST(Races, NeverPaysOutTheSameMoneyTwice) {
    pass_the_coin(many - 1, 0);
    pass_the_coin(0, many - 4);
}

TEST(Races, TheAuditorAlwaysSeesTheSameTotal) {
    audit_while_money_moves(many - 1, 0);
    audit_while_money_moves(0, many - 1);
}

TEST(Races, BalancesAreReadWhileMoneyMoves) {
    constexpr int each = 8000;
    Bank bank({50, 50});
    racecourse::start_together(4, [&](int thread) {
        if (thread < 2) {
            for (int i = 0; i < each; ++i) bank.transfer(thread, 1 - thread, 20);
            return;
        }
        long seen = 0;
        for (int i = 0; i < each && 0 <= seen && seen <= 100; ++i) seen = bank.balance(thread - 2);
        EXPECT_TRUE(0 <= seen && seen <= 100)
            << because << "Two accounts hold 100 together. While money moved between them, one was "
            << "seen to hold " << seen << ", but it can only hold 0 to 100.";
    });
    expect_whole(bank, 2, 100);
}

// The grader runs these in many different orders of the threads' steps, so they are small.

TEST(Schedules, OppositeTransfersBothGoThrough) {
    Bank bank({1, 1});
    bool there = false;
    bool back = false;
    std::thread first([&] { there = bank.transfer(0, 1, 1); });
    std::thread second([&] { back = bank.transfer(1, 0, 1); });
    first.join();
    second.join();
    EXPECT_TRUE(there && back)
        << because << "Two accounts held 1 each. One thread moved 1 from account 0 to account 1, "
        << "another moved 1 from account 1 to account 0. There was always enough money, but "
        << (there || back ? "one" : "each") << " of the two transfers was refused.";
    EXPECT_TRUE(bank.balance(0) == 1 && bank.balance(1) == 1)
        << because << "Two accounts held 1 each, and 1 was moved in both directions. Both must "
        << "hold 1 again, but they hold " << bank.balance(0) << " and " << bank.balance(1) << ".";
}

TEST(Schedules, TransfersInARingAllGoThrough) {
    Bank bank({1, 1, 1});
    bool moved[3] = {};
    std::thread first([&] { moved[0] = bank.transfer(0, 1, 1); });
    std::thread second([&] { moved[1] = bank.transfer(1, 2, 1); });
    std::thread third([&] { moved[2] = bank.transfer(2, 0, 1); });
    first.join();
    second.join();
    third.join();
    EXPECT_TRUE(moved[0] && moved[1] && moved[2])
        << because << "Three accounts held 1 each, and three threads moved 1 from account 0 to 1, "
        << "from 1 to 2, and from 2 to 0. There was always enough money, but a transfer was "
        << "refused.";
    EXPECT_TRUE(bank.balance(0) == 1 && bank.balance(1) == 1 && bank.balance(2) == 1)
        << because << "Three accounts held 1 each, and 1 was moved around the ring. Each must hold "
        << "1 again, but they hold " << bank.balance(0) << ", " << bank.balance(1) << " and "
        << bank.balance(2) << ".";
}

TEST(Schedules, PaysOutTheSameMoneyOnce) {
    Bank bank({1, 0, 0});
    bool to_first = false;
    bool to_second = false;
    std::thread first([&] { to_first = bank.transfer(0, 1, 1); });
    std::thread second([&] { to_second = bank.transfer(0, 2, 1); });
    first.join();
    second.join();
    EXPECT_TRUE(to_first != to_second)
        << because << "Account 0 held 1, and two threads moved 1 from it, each to another "
        << "account. One transfer must say true and the other false, but both said "
        << (to_first ? "true: the same money was paid out twice." : "false.");
    const long paid_out = bank.balance(1) + bank.balance(2);
    EXPECT_TRUE(bank.balance(0) == 0 && paid_out == 1)
        << because << "Account 0 held 1, and two threads moved 1 from it, each to another "
        << "account. In the end account 0 must hold 0 and the others 1 together, but account 0 "
        << "holds " << bank.balance(0) << " and the others " << paid_out << ".";
}

TEST(Schedules, ARefusedTransferGetsInNobodysWay) {
    Bank bank({1, 0, 0});
    bool possible = false;
    bool impossible = false;
    std::thread first([&] { possible = bank.transfer(0, 1, 1); });
    std::thread second([&] { impossible = bank.transfer(0, 2, 2); });
    first.join();
    second.join();
    EXPECT_FALSE(impossible)
        << because << "Account 0 never held more than 1, so moving 2 from it must be refused.";
    EXPECT_TRUE(possible)
        << because << "Account 0 held 1. One thread moved 1 from it, while another asked to move "
        << "2, which must be refused and change nothing. So the first must say true, but it was "
        << "refused as well: it saw something of the transfer that was refused.";
    EXPECT_TRUE(bank.balance(0) == 0 && bank.balance(1) == 1 && bank.balance(2) == 0)
        << because << "Of accounts with 1, 0 and 0, the first gave 1 to the second, and a "
        << "transfer of 2 was refused. They must hold 0, 1 and 0, but they hold " << bank.balance(0)
        << ", " << bank.balance(1) << " and " << bank.balance(2) << ".";
}

TEST(Schedules, TheAuditorCountsMoneyOnTheMoveOnce) {
    Bank bank({100, 0, 40});
    long seen = 0;
    std::thread first([&] { bank.transfer(0, 1, 60); });
    std::thread second([&] { bank.transfer(2, 0, 10); });
    std::thread auditor([&] { seen = bank.total(); });
    first.join();
    second.join();
    auditor.join();
    EXPECT_EQ(seen, 140)
        << because << "Three accounts held 100, 0 and 40. While 60 were moved from account 0 to 1 "
        << "and 10 from account 2 to 0, total() must return 140, but it returned " << seen << ".";
}

TEST(Schedules, ATransferIsSeenOnBothAccountsOrOnNeither) {
    Bank bank({100, 0});
    long source = 0;
    long target = 0;
    long source_again = 0;
    std::thread teller([&] { bank.transfer(0, 1, 100); });
    std::thread reader([&] {
        source = bank.balance(0);
        target = bank.balance(1);
        source_again = bank.balance(0);
    });
    teller.join();
    reader.join();
    EXPECT_FALSE(source == 0 && target == 0)
        << because << "Account 0 held 100, and a thread moved all of it to account 1. Another "
        << "thread looked at account 0 and found 0, so the money had been moved. Then it looked "
        << "at account 1 and must find 100, but found 0 as well: the money was nowhere.";
    EXPECT_FALSE(target == 100 && source_again == 100)
        << because << "Account 0 held 100, and a thread moved all of it to account 1. Another "
        << "thread looked at account 1 and found 100, so the money had been moved. Then it looked "
        << "at account 0 and must find 0, but found 100 as well: the money was there twice.";
}

// The grader runs the following on eight virtual cores. What a transfer does under its locks takes
// next to nothing, so what is measured is the locks themselves: whether threads wait for each
// other.

namespace {

// What speed is measured against: a bank as the task asks for it, each account with its lock.
class PlainBank {
  public:
    explicit PlainBank(const std::vector<long>& balances) : accounts_(balances.size()) {
        for (std::size_t i = 0; i < balances.size(); ++i) accounts_[i].balance = balances[i];
    }
    bool transfer(int from, int to, long amount) {
        Account& source = accounts_.at(from);
        Account& target = accounts_.at(to);
        std::lock_guard first(from < to ? source.mutex : target.mutex);
        std::lock_guard second(from < to ? target.mutex : source.mutex);
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

  private:
    struct Account {
        mutable std::mutex mutex;
        long balance = 0;
    };
    std::vector<Account> accounts_;
};

// The amounts, other ones in each run.
std::vector<long> some_amounts(int count) {
    std::mt19937 random(std::random_device{}());
    std::vector<long> amounts(count);
    for (long& amount : amounts) amount = 1 + static_cast<long>(random() % 90);
    return amounts;
}

}  // namespace

TEST(Speed, TellersWithAccountsOfTheirOwnDoNotWaitForEachOther) {
    constexpr int each = 12000;
    constexpr int apart = 3;  // in the vector, so that no two tellers' accounts share a cache line
    const int tellers = racecourse::cores();
    const auto amounts = some_amounts(each);
    const std::vector<long> balances(2 * tellers * apart, 100L * each);
    PlainBank plain(balances);
    Bank bank(balances);
    const auto work = [&](auto& at, int teller) {
        const int one = 2 * teller * apart;
        const int other = one + apart;
        long seen = 0;
        for (int i = 0; i < each; i += 2) {
            at.transfer(one, other, amounts[i]);
            at.transfer(other, one, amounts[i + 1]);
            seen += at.balance(one);
        }
        racecourse::use(seen);
    };
    EXPECT_SPEEDUP(
        [&] {
            for (int teller = 0; teller < tellers; ++teller) work(plain, teller);
        },
        [&] { racecourse::start_together(tellers, [&](int teller) { work(bank, teller); }); })
        << "Each of " << tellers << " tellers has two accounts of his own and moves money between "
        << "them, 12000 times. No two tellers need the same account, so none has a reason to wait "
        << "for another, and together they should get done many times what one does alone.";
    expect_whole(bank, static_cast<int>(balances.size()),
                 static_cast<long>(balances.size()) * balances[0]);
}

TEST(Speed, TellersWhoNeedTheSameAccountLoseNoTimeOverIt) {
    constexpr int rounds = 100;
    constexpr int each = 4;
    constexpr int apart = 3;
    const int tellers = racecourse::cores();
    const auto amounts = some_amounts(each);
    const std::vector<long> balances((tellers + 1) * apart, 100L * rounds * each);
    PlainBank plain(balances);
    Bank bank(balances);
    // They begin each round together, so that they meet in each.
    const auto work = [&](auto& at) {
        std::barrier together(tellers);
        racecourse::start_together(tellers, [&](int teller) {
            const int own = (teller + 1) * apart;
            for (int round = 0; round < rounds; ++round) {
                together.arrive_and_wait();
                for (int i = 0; i < each; i += 2) {
                    at.transfer(own, 0, amounts[i]);
                    at.transfer(0, own, amounts[i + 1]);
                }
            }
        });
    };
    EXPECT_SPEEDUP([&] { work(plain); }, [&] { work(bank); })
        << "100 times, " << tellers << " tellers begin at the same moment to move money to and "
        << "from one and the same account, 4 times each. They can only do so one after the other, "
        << "but as soon as one has done the next should go on. Compared with a simple bank, used "
        << "by as many tellers, there is a long wait.";
    expect_whole(bank, static_cast<int>(balances.size()),
                 static_cast<long>(balances.size()) * balances[0]);
}
