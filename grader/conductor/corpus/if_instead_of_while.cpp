// Both consumers are woken for one item, and the second does not look again before it takes one.
// Finds: wrong
#include <racecourse/kit.h>

namespace {

class Shelf {
  public:
    void put() {
        std::lock_guard lock(mutex_);
        ++items_;
        filled_.notify_all();
    }

    int take() {
        std::unique_lock lock(mutex_);
#ifdef FAULTY
        if (items_ == 0) filled_.wait(lock);
#else
        while (items_ == 0) filled_.wait(lock);
#endif
        return --items_;
    }

  private:
    std::mutex mutex_;
    std::condition_variable filled_;
    int items_ = 0;
};

}  // namespace

TEST(Schedules, Program) {
    Shelf shelf;
    std::atomic<bool> below_zero{false};
    const auto consume = [&] {
        if (shelf.take() < 0) below_zero = true;
    };
    std::thread first(consume);
    std::thread second(consume);
    shelf.put();
    shelf.put();
    first.join();
    second.join();
    EXPECT_FALSE(below_zero.load());
}
