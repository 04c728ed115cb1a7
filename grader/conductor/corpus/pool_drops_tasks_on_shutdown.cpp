// On shutdown the workers leave at once, although tasks that were accepted are still queued.
// Finds: wrong
#include <racecourse/kit.h>

#include <deque>

namespace {

class Pool {
  public:
    Pool() {
        for (int i = 0; i < 2; ++i) workers_.emplace_back([this] { work(); });
    }

    ~Pool() {
        {
            std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        changed_.notify_all();
        for (std::thread& worker : workers_) worker.join();
    }

    void submit(std::function<void()> task) {
        {
            std::lock_guard lock(mutex_);
            tasks_.push_back(std::move(task));
        }
        changed_.notify_one();
    }

  private:
    void work() {
        for (;;) {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [this] { return stopping_ || !tasks_.empty(); });
#ifdef FAULTY
            if (stopping_) return;
#else
            if (tasks_.empty()) return;
#endif
            const std::function<void()> task = std::move(tasks_.front());
            tasks_.pop_front();
            lock.unlock();
            task();
        }
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::function<void()>> tasks_;
    bool stopping_ = false;
    std::vector<std::thread> workers_;
};

}  // namespace

TEST(Schedules, Program) {
    std::atomic<int> done{0};
    {
        Pool pool;
        for (int i = 0; i < 3; ++i) pool.submit([&] { ++done; });
    }
    EXPECT_EQ(done.load(), 3);
}
