// The barrier's waiters wait for the count to be zero again, but the first of the next round may
// have raised it before they look.
// Finds: deadlock or lost_wakeup
#include <racecourse/kit.h>

namespace {

class Barrier {
  public:
    explicit Barrier(int count) : count_(count) {}

    void arrive_and_wait() {
        std::unique_lock lock(mutex_);
        const int generation = generation_;
        if (++arrived_ == count_) {
            arrived_ = 0;
            ++generation_;
            all_here_.notify_all();
            return;
        }
        all_here_.wait(lock, [&] { return passed(generation); });
    }

  private:
    bool passed([[maybe_unused]] int generation) const {
#ifdef FAULTY
        return arrived_ == 0;
#else
        return generation_ != generation;
#endif
    }

    std::mutex mutex_;
    std::condition_variable all_here_;
    const int count_;
    int arrived_ = 0;
    int generation_ = 0;
};

}  // namespace

TEST(Schedules, Program) {
    Barrier barrier(2);
    std::atomic<int> rounds{0};
    const auto run = [&] {
        for (int i = 0; i < 2; ++i) {
            barrier.arrive_and_wait();
            ++rounds;
        }
    };
    std::thread one(run);
    std::thread two(run);
    one.join();
    two.join();
    EXPECT_EQ(rounds.load(), 4);
}
