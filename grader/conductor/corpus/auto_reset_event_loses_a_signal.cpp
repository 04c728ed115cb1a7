// The event remembers that it was signalled, not how often: two signals before the first waiter
// runs let only one waiter go.
// Finds: deadlock or lost_wakeup
#include <racecourse/kit.h>

namespace {

class Event {
  public:
    void signal() {
        std::lock_guard lock(mutex_);
#ifdef FAULTY
        signals_ = 1;
#else
        ++signals_;
#endif
        signalled_.notify_one();
    }

    void wait() {
        std::unique_lock lock(mutex_);
        signalled_.wait(lock, [this] { return signals_ > 0; });
        --signals_;
    }

  private:
    std::mutex mutex_;
    std::condition_variable signalled_;
    int signals_ = 0;
};

}  // namespace

TEST(Schedules, Program) {
    Event event;
    std::atomic<int> passed{0};
    const auto wait = [&] {
        event.wait();
        ++passed;
    };
    std::thread one(wait);
    std::thread two(wait);
    event.signal();
    event.signal();
    one.join();
    two.join();
    EXPECT_EQ(passed.load(), 2);
}
