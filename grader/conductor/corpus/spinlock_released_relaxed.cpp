// The spinlock is given free with a relaxed store: who takes it next need not see what was
// written.
// Finds: race
#include <racecourse/kit.h>

namespace {

#ifdef FAULTY
constexpr auto on_unlock = std::memory_order_relaxed;
#else
constexpr auto on_unlock = std::memory_order_release;
#endif

class Spinlock {
  public:
    void lock() {
        while (locked_.test_and_set(std::memory_order_acquire)) std::this_thread::yield();
    }

    void unlock() { locked_.clear(on_unlock); }

  private:
    std::atomic_flag locked_;
};

}  // namespace

TEST(Schedules, Program) {
    Spinlock spinlock;
    int count = 0;
    const auto work = [&] {
        std::lock_guard lock(spinlock);
        ++count;
    };
    std::thread one(work);
    std::thread two(work);
    one.join();
    two.join();
    EXPECT_EQ(count, 2);
}
