// The last user deletes an object after it has unlocked the object's mutex; the mistake: before.
// Finds: use_after_free or destroyed_in_use
#include <racecourse/kit.h>

namespace {
struct Account {
    std::mutex mutex;
    int users = 2;
};

void leave(Account* account) {
    bool last = false;
    {
        const std::lock_guard lock(account->mutex);
        last = --account->users == 0;
#ifdef FAULTY
        if (last) delete account;
#endif
    }
#ifndef FAULTY
    if (last) delete account;
#endif
}
}  // namespace

TEST(Schedules, MutexDeletedWhileHeld) {
    auto* account = new Account;
    std::thread other([&] { leave(account); });
    leave(account);
    other.join();
}
