// The letter is taken although the wait may have ended by its time-out, with no letter there.
// Finds: wrong
#include <racecourse/kit.h>

using namespace std::chrono_literals;

namespace {

class Mailbox {
  public:
    void send() {
        std::lock_guard lock(mutex_);
        ++letters_;
        arrived_.notify_one();
    }

    bool receive(std::chrono::milliseconds limit) {
        std::unique_lock lock(mutex_);
        const bool in_time = arrived_.wait_for(lock, limit, [this] { return letters_ > 0; });
#ifdef FAULTY
        --letters_;
#else
        if (in_time) --letters_;
#endif
        return in_time;
    }

    int letters() {
        std::lock_guard lock(mutex_);
        return letters_;
    }

  private:
    std::mutex mutex_;
    std::condition_variable arrived_;
    int letters_ = 0;
};

}  // namespace

TEST(Schedules, Program) {
    Mailbox mailbox;
    bool received = false;
    std::thread reader([&] { received = mailbox.receive(500ms); });
    std::thread sender([&] { mailbox.send(); });
    reader.join();
    sender.join();
    EXPECT_EQ(mailbox.letters(), received ? 0 : 1);
}
