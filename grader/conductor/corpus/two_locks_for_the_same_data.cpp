// Every access is locked, but writers of the one kind use another mutex than those of the other.
// Finds: race
#include <racecourse/kit.h>

namespace {

class Stock {
  public:
    void deliver(int count) {
        std::lock_guard lock(deliveries_);
        in_stock_ += count;
    }

    void sell(int count) {
#ifdef FAULTY
        std::lock_guard lock(sales_);
#else
        std::lock_guard lock(deliveries_);
#endif
        in_stock_ -= count;
    }

    int in_stock() {
        std::scoped_lock both(deliveries_, sales_);
        return in_stock_;
    }

  private:
    std::mutex deliveries_;
    std::mutex sales_;
    int in_stock_ = 10;
};

}  // namespace

TEST(Schedules, Program) {
    Stock stock;
    std::thread supplier([&] { stock.deliver(5); });
    std::thread shop([&] { stock.sell(3); });
    supplier.join();
    shop.join();
    EXPECT_EQ(stock.in_stock(), 12);
}
