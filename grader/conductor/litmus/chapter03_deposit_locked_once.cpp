// One lock from before the read to after the write: whoever is second reads what the first wrote.
// Quiz: chapter03: balance=50
// Allowed: balance=80
// Forbidden: balance=0 | balance=30 | balance=50
#include <racecourse/litmus.h>

LITMUS(Chapter03DepositLockedOnce) {
    std::mutex mutex;
    int balance = 0;
    const auto deposit = [&](int amount) {
        const std::lock_guard lock(mutex);
        balance = balance + amount;
    };
    racecourse::litmus::threads([&] { deposit(50); }, [&] { deposit(30); });
    racecourse::litmus::outcome("balance={}", balance);
}
