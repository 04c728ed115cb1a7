// The audit locks each account while it reads it, but not both: a transfer may pass between.
// Finds: wrong
#include <racecourse/kit.h>

namespace {

struct Account {
    std::mutex mutex;
    int balance = 10;
};

}  // namespace

TEST(Schedules, Program) {
    Account from;
    Account to;
    std::thread transfer([&] {
        std::scoped_lock both(from.mutex, to.mutex);
        from.balance -= 4;
        to.balance += 4;
    });
    const auto audit = [&] {
#ifdef FAULTY
        std::unique_lock lock(from.mutex);
        const int in_from = from.balance;
        lock.unlock();
        lock = std::unique_lock(to.mutex);
#else
        std::scoped_lock both(from.mutex, to.mutex);
        const int in_from = from.balance;
#endif
        return in_from + to.balance;
    };
    const int total = audit();
    transfer.join();
    EXPECT_EQ(total, 20);
}
