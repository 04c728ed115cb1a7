// The last ticket is looked at and taken in two atomic steps, so it is sold twice.
// Finds: wrong
#include <racecourse/kit.h>

namespace {

class Tickets {
  public:
    explicit Tickets(int count) : left_(count) {}

    bool buy() {
#ifdef FAULTY
        if (left_.load() == 0) return false;
        left_.fetch_sub(1);
        return true;
#else
        int left = left_.load();
        while (left > 0) {
            if (left_.compare_exchange_weak(left, left - 1)) return true;
        }
        return false;
#endif
    }

  private:
    std::atomic<int> left_;
};

}  // namespace

TEST(Schedules, Program) {
    Tickets tickets(2);
    std::atomic<int> sold{0};
    std::vector<std::thread> buyers;
    for (int i = 0; i < 3; ++i) {
        buyers.emplace_back([&] {
            if (tickets.buy()) ++sold;
        });
    }
    for (std::thread& buyer : buyers) buyer.join();
    EXPECT_EQ(sold.load(), 2);
}
