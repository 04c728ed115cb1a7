// Peterson's lock needs one order of all its stores and loads; with acquire and release both
// enter.
// Finds: wrong
#include <racecourse/kit.h>

#include <array>

namespace {

#ifdef FAULTY
constexpr auto on_store = std::memory_order_release;
constexpr auto on_load = std::memory_order_acquire;
#else
constexpr auto on_store = std::memory_order_seq_cst;
constexpr auto on_load = std::memory_order_seq_cst;
#endif

class PetersonLock {
  public:
    void lock(int me) {
        const int other = 1 - me;
        wants_[me].store(true, on_store);
        turn_.store(other, on_store);
        while (wants_[other].load(on_load) && turn_.load(on_load) == other) {
            std::this_thread::yield();
        }
    }

    void unlock(int me) { wants_[me].store(false, on_store); }

  private:
    std::array<std::atomic<bool>, 2> wants_{};
    std::atomic<int> turn_{0};
};

}  // namespace

TEST(Schedules, Program) {
    PetersonLock lock;
    std::atomic<int> inside{0};
    std::atomic<bool> both{false};
    const auto enter = [&](int me) {
        lock.lock(me);
        if (inside.fetch_add(1, std::memory_order_relaxed) != 0) both = true;
        inside.fetch_sub(1, std::memory_order_relaxed);
        lock.unlock(me);
    };
    std::thread one(enter, 0);
    std::thread two(enter, 1);
    one.join();
    two.join();
    EXPECT_FALSE(both.load());
}
