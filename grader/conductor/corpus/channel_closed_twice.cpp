// Either of two threads may close the channel: both find it open, and two end marks are sent.
// Finds: wrong
#include <racecourse/kit.h>

namespace {

class Channel {
  public:
    void close() {
#ifdef FAULTY
        if (closed_.load()) return;
        closed_.store(true);
#else
        if (closed_.exchange(true)) return;
#endif
        std::lock_guard lock(mutex_);
        sent_.push_back(-1);
    }

    std::size_t sent() {
        std::lock_guard lock(mutex_);
        return sent_.size();
    }

  private:
    std::atomic<bool> closed_{false};
    std::mutex mutex_;
    std::vector<int> sent_;
};

}  // namespace

TEST(Schedules, Program) {
    Channel channel;
    std::thread sender([&] { channel.close(); });
    std::thread guard([&] { channel.close(); });
    sender.join();
    guard.join();
    EXPECT_EQ(channel.sent(), 1U);
}
