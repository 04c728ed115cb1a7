// Whether a message may be sent is asked first, and the message is noted in a second call.
// Finds: wrong
#include <racecourse/kit.h>

namespace {

class RateLimit {
  public:
    bool may_send() {
        std::lock_guard lock(mutex_);
        return sent_ < limit;
    }

    void note_sent() {
        std::lock_guard lock(mutex_);
        ++sent_;
    }

    bool try_send() {
        std::lock_guard lock(mutex_);
        if (sent_ >= limit) return false;
        ++sent_;
        return true;
    }

  private:
    static constexpr int limit = 2;

    std::mutex mutex_;
    int sent_ = 0;
};

}  // namespace

TEST(Schedules, Program) {
    RateLimit rate_limit;
    std::atomic<int> sent{0};
    racecourse::start_together(3, [&](int) {
#ifdef FAULTY
        if (!rate_limit.may_send()) return;
        rate_limit.note_sent();
#else
        if (!rate_limit.try_send()) return;
#endif
        ++sent;
    });
    EXPECT_EQ(sent.load(), 2);
}
