// The destructor sets the atomic stop flag without the lock: a worker that has just found it
// unset goes to sleep after the notification, and the destructor joins it for ever.
// Finds: deadlock or lost_wakeup
#include <racecourse/kit.h>

namespace {

class Worker {
  public:
    Worker() : thread_([this] { work(); }) {}

    ~Worker() {
#ifdef FAULTY
        stopping_ = true;
#else
        {
            std::lock_guard lock(mutex_);
            stopping_ = true;
        }
#endif
        changed_.notify_all();
        thread_.join();
    }

    void post() {
        {
            std::lock_guard lock(mutex_);
            ++posted_;
        }
        changed_.notify_all();
    }

    int posted() {
        std::lock_guard lock(mutex_);
        return posted_;
    }

  private:
    void work() {
        std::unique_lock lock(mutex_);
        while (!stopping_) {
            changed_.wait(lock, [this] { return stopping_ || handled_ < posted_; });
            handled_ = posted_;
        }
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::atomic<bool> stopping_{false};
    int posted_ = 0;
    int handled_ = 0;
    std::thread thread_;
};

}  // namespace

TEST(Schedules, Program) {
    Worker worker;
    worker.post();
    EXPECT_EQ(worker.posted(), 1);
}
