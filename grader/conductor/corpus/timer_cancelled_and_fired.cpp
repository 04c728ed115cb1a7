// Cancelling and firing each look whether the timer is armed and then change it: both may
// succeed.
// Finds: wrong
#include <racecourse/kit.h>

namespace {

class Timer {
  public:
    bool cancel() { return disarm(); }

    void expire() {
        if (disarm()) fired_ = true;
    }

    bool fired() const { return fired_.load(); }

  private:
    bool disarm() {
#ifdef FAULTY
        if (!armed_.load()) return false;
        armed_.store(false);
        return true;
#else
        return armed_.exchange(false);
#endif
    }

    std::atomic<bool> armed_{true};
    std::atomic<bool> fired_{false};
};

}  // namespace

TEST(Schedules, Program) {
    Timer timer;
    std::thread clock([&] { timer.expire(); });
    const bool cancelled = timer.cancel();
    clock.join();
    EXPECT_NE(cancelled, timer.fired());
}
