// The counter is incremented under the lock, but read without it while others still count.
// Finds: race
#include <racecourse/kit.h>

namespace {

class Counter {
  public:
    void increment() {
        std::lock_guard lock(mutex_);
        ++count_;
    }

    int value() {
#ifndef FAULTY
        std::lock_guard lock(mutex_);
#endif
        return count_;
    }

  private:
    std::mutex mutex_;
    int count_ = 0;
};

}  // namespace

TEST(Schedules, Program) {
    Counter counter;
    std::thread worker([&] {
        counter.increment();
        counter.increment();
    });
    const int seen = counter.value();
    worker.join();
    EXPECT_LE(seen, 2);
    EXPECT_EQ(counter.value(), 2);
}
