// A barrier made of mutex and condition_variable counts its rounds; the mistake: it does not, and
// the fast thread enters the next round before the slow one has left the last.
// Finds: deadlock or lost_wakeup
#include <racecourse/kit.h>

namespace {
class Barrier {
  public:
    void arrive_and_wait() {
        std::unique_lock lock(mutex_);
        const int round = round_;
        if (++waiting_ == 2) {
            waiting_ = 0;
            ++round_;
            changed_.notify_all();
            return;
        }
#ifdef FAULTY
        (void)round;
        changed_.wait(lock, [&] { return waiting_ == 0; });
#else
        changed_.wait(lock, [&] { return round_ != round; });
#endif
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    int waiting_ = 0;
    int round_ = 0;
};
}  // namespace

TEST(Schedules, BarrierByHand) {
    Barrier barrier;
    const auto work = [&] {
        barrier.arrive_and_wait();
        barrier.arrive_and_wait();
    };
    std::thread other(work);
    work();
    other.join();
}
