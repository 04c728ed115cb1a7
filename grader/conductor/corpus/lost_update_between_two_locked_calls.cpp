// Reading and writing back are each locked, but as two steps: a deposit made between them is
// lost.
// Finds: wrong
#include <racecourse/kit.h>

namespace {

class Account {
  public:
    int balance() {
        std::lock_guard lock(mutex_);
        return balance_;
    }

    void set_balance(int balance) {
        std::lock_guard lock(mutex_);
        balance_ = balance;
    }

    void deposit(int amount) {
#ifdef FAULTY
        set_balance(balance() + amount);
#else
        std::lock_guard lock(mutex_);
        balance_ += amount;
#endif
    }

  private:
    std::mutex mutex_;
    int balance_ = 0;
};

}  // namespace

TEST(Schedules, Program) {
    Account account;
    std::thread salary([&] { account.deposit(100); });
    std::thread refund([&] { account.deposit(7); });
    salary.join();
    refund.join();
    EXPECT_EQ(account.balance(), 107);
}
