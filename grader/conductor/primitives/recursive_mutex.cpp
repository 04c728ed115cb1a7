// A recursive_mutex is locked again by its owner; the mistake: a plain mutex is.
// Finds: deadlock
#include <racecourse/kit.h>

namespace {
class Counter {
  public:
    void add() {
        const std::lock_guard lock(mutex_);
        ++count_;
    }
    void add_twice() {
        const std::lock_guard lock(mutex_);
        add();
        add();
    }
    int count() {
        const std::lock_guard lock(mutex_);
        return count_;
    }

  private:
#ifdef FAULTY
    std::mutex mutex_;
#else
    std::recursive_mutex mutex_;
#endif
    int count_ = 0;
};
}  // namespace

TEST(Schedules, RecursiveMutex) {
    Counter counter;
    std::thread other([&] { counter.add_twice(); });
    counter.add();
    other.join();
    EXPECT_EQ(counter.count(), 3);
}
