// A task hands a part of its work to its own pool and waits for it: when every worker does so,
// nobody is left to do the parts.
// Finds: deadlock or lost_wakeup
#include <racecourse/kit.h>

#include <deque>
#include <future>

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

    std::future<int> submit(std::function<int()> function) {
        std::packaged_task<int()> task(std::move(function));
        std::future<int> result = task.get_future();
        {
            std::lock_guard lock(mutex_);
            tasks_.push_back(std::move(task));
        }
        changed_.notify_one();
        return result;
    }

  private:
    void work() {
        for (;;) {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [this] { return stopping_ || !tasks_.empty(); });
            if (tasks_.empty()) return;
            std::packaged_task<int()> task = std::move(tasks_.front());
            tasks_.pop_front();
            lock.unlock();
            task();
        }
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::packaged_task<int()>> tasks_;
    bool stopping_ = false;
    std::vector<std::thread> workers_;
};

int part() {
    return 20;
}

}  // namespace

TEST(Schedules, Program) {
    Pool pool;
    const auto whole = [&] {
#ifdef FAULTY
        return pool.submit(part).get() + 1;
#else
        return part() + 1;
#endif
    };
    std::future<int> one = pool.submit(whole);
    std::future<int> two = pool.submit(whole);
    EXPECT_EQ(one.get() + two.get(), 42);
}
