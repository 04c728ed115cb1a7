// Two transfers in opposite directions each take their own source's lock first.
// Finds: deadlock
#include <racecourse/kit.h>

namespace {

struct Account {
    std::mutex mutex;
    int balance = 10;
};

void transfer(Account& from, Account& to, int amount) {
#ifdef FAULTY
    std::lock_guard first(from.mutex);
    std::lock_guard second(to.mutex);
#else
    std::scoped_lock both(from.mutex, to.mutex);
#endif
    from.balance -= amount;
    to.balance += amount;
}

}  // namespace

TEST(Schedules, Program) {
    Account anna;
    Account boris;
    std::thread there([&] { transfer(anna, boris, 3); });
    std::thread back([&] { transfer(boris, anna, 5); });
    there.join();
    back.join();
    EXPECT_EQ(anna.balance, 12);
    EXPECT_EQ(boris.balance, 8);
}
