// Looking something up counts the hit, under the lock that lets many look at once.
// Finds: race
#include <racecourse/kit.h>

#include <shared_mutex>

namespace {

class Table {
  public:
    int look_up() {
#ifdef FAULTY
        std::shared_lock lock(mutex_);
#else
        std::unique_lock lock(mutex_);
#endif
        ++hits_;
        return value_;
    }

    int hits() {
        std::shared_lock lock(mutex_);
        return hits_;
    }

  private:
    std::shared_mutex mutex_;
    int value_ = 3;
    int hits_ = 0;
};

}  // namespace

TEST(Schedules, Program) {
    Table table;
    std::atomic<int> sum{0};
    std::thread one([&] { sum += table.look_up(); });
    std::thread two([&] { sum += table.look_up(); });
    one.join();
    two.join();
    EXPECT_EQ(sum.load(), 6);
    EXPECT_EQ(table.hits(), 2);
}
