// Producers and consumers share one condition variable, and notify_one may wake the wrong side.
// Finds: deadlock or lost_wakeup
#include <racecourse/kit.h>

namespace {

class Slot {
  public:
    void put(int value) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return value_ == 0; });
        value_ = value;
        notify();
    }

    int take() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return value_ != 0; });
        const int value = std::exchange(value_, 0);
        notify();
        return value;
    }

  private:
    void notify() {
#ifdef FAULTY
        changed_.notify_one();
#else
        changed_.notify_all();
#endif
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    int value_ = 0;
};

}  // namespace

TEST(Schedules, Program) {
    Slot slot;
    std::atomic<int> sum{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 2; ++i) {
        threads.emplace_back([&] { sum += slot.take(); });
        threads.emplace_back([&, i] { slot.put(i + 1); });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(sum.load(), 3);
}
