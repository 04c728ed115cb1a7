// The lock is let go between reading and writing: the other thread may read the same old balance.
// Whoever writes last wipes out what the other paid in; but one of the two amounts is always there.
// Quiz: chapter03: balance=30 | balance=0
// Allowed: balance=30 | balance=50 | balance=80
// Forbidden: balance=0
#include <racecourse/litmus.h>

LITMUS(Chapter03DepositLockedTwice) {
    std::mutex mutex;
    int balance = 0;
    const auto read = [&] {
        const std::lock_guard lock(mutex);
        return balance;
    };
    const auto write = [&](int amount) {
        const std::lock_guard lock(mutex);
        balance = amount;
    };
    const auto deposit = [&](int amount) {
        const int seen = read();
        write(seen + amount);
    };
    racecourse::litmus::threads([&] { deposit(50); }, [&] { deposit(30); });
    racecourse::litmus::outcome("balance={}", balance);
}
