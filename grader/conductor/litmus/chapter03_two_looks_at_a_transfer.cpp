// A locked reader takes two looks, and a transfer may lie between them: its money is then counted
// in neither account or in both. There are 200 at all times, and each access is locked.
// Quiz: chapter03: total=210 | total=220
// Allowed: total=190 | total=200 | total=210
// Forbidden: total=180 | total=220
#include <racecourse/litmus.h>

LITMUS(Chapter03TwoLooksAtATransfer) {
    std::mutex mutex;
    int alice = 100, bob = 100, total = 0;
    const auto pay = [&](int& account, int amount) {
        const std::lock_guard lock(mutex);
        account += amount;
    };
    const auto look = [&](const int& account) {
        const std::lock_guard lock(mutex);
        return account;
    };
    racecourse::litmus::threads(
        [&] {
            pay(alice, -10);
            pay(bob, +10);
        },
        [&] {
            total += look(alice);
            total += look(bob);
        });
    racecourse::litmus::outcome("total={}", total);
}
