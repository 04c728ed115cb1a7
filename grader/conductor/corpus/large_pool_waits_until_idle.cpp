// A thread pool with futures. A worker takes a task out of the queue and counts itself as
// running only after it has released the lock: in between the pool looks idle, and
// wait_until_idle() returns before the task has run.
// Finds: wrong
#include <racecourse/kit.h>

#include <algorithm>
#include <array>
#include <deque>
#include <future>
#include <memory>
#include <stdexcept>
#include <type_traits>

namespace {

class ThreadPool {
  public:
    explicit ThreadPool(int workers) {
        for (int i = 0; i < workers; ++i) workers_.emplace_back([this] { work(); });
    }

    ~ThreadPool() {
        {
            std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        work_to_do_.notify_all();
        for (std::thread& worker : workers_) worker.join();
    }

    ThreadPool(const ThreadPool&) = delete;
    ThreadPool& operator=(const ThreadPool&) = delete;

    // What `function` returns or throws comes out of the future.
    template <class F>
    auto submit(F function) -> std::future<std::invoke_result_t<F>> {
        using Result = std::invoke_result_t<F>;
        auto task = std::make_shared<std::packaged_task<Result()>>(std::move(function));
        std::future<Result> result = task->get_future();
        {
            std::lock_guard lock(mutex_);
            if (stopping_) throw std::logic_error("the pool is stopping");
            tasks_.push_back([task] { (*task)(); });
        }
        work_to_do_.notify_one();
        return result;
    }

    // Calls function(0), function(1), ... function(count - 1) on the workers and waits for them.
    // Throws the exception of the first call, in the order of the numbers, that threw one.
    template <class F>
    void for_each(int count, F function) {
        std::vector<std::future<void>> calls;
        for (int i = 0; i < count; ++i) calls.push_back(submit([function, i] { function(i); }));
        for (std::future<void>& call : calls) call.wait();
        for (std::future<void>& call : calls) call.get();
    }

    // Returns when every task that had been submitted before the call has run.
    void wait_until_idle() {
        std::unique_lock lock(mutex_);
        idle_.wait(lock, [this] { return tasks_.empty() && running_ == 0; });
    }

  private:
    void work() {
        std::unique_lock lock(mutex_);
        for (;;) {
            work_to_do_.wait(lock, [this] { return stopping_ || !tasks_.empty(); });
            if (tasks_.empty()) return;
            std::function<void()> task = std::move(tasks_.front());
            tasks_.pop_front();
#ifdef FAULTY
            lock.unlock();
            ++running_;
#else
            ++running_;
            lock.unlock();
#endif
            task();
            task = nullptr;
            lock.lock();
            --running_;
            if (tasks_.empty() && running_ == 0) idle_.notify_all();
        }
    }

    std::mutex mutex_;
    std::condition_variable work_to_do_;
    std::condition_variable idle_;
    std::deque<std::function<void()>> tasks_;
    std::atomic<int> running_{0};
    bool stopping_ = false;
    std::vector<std::thread> workers_;
};

// The rows of a picture, brightened one task per row.
class Picture {
  public:
    static constexpr int rows = 3;

    void brighten(int row) {
        for (std::atomic<int>& pixel : pixels_[row]) pixel.fetch_add(10, std::memory_order_relaxed);
    }

    void darken(int row) {
        if (row == 1) throw std::runtime_error("row 1 is locked");
        for (std::atomic<int>& pixel : pixels_[row]) pixel.fetch_sub(5, std::memory_order_relaxed);
    }

    [[nodiscard]] int darkest() const {
        int darkest = 255;
        for (const auto& row : pixels_) {
            for (const std::atomic<int>& pixel : row) {
                darkest = std::min(darkest, pixel.load(std::memory_order_relaxed));
            }
        }
        return darkest;
    }

  private:
    std::array<std::array<std::atomic<int>, 2>, rows> pixels_{};
};

int checked_brightness(const Picture& picture) {
    if (picture.darkest() < 10) throw std::runtime_error("too dark");
    return picture.darkest();
}

}  // namespace

TEST(Schedules, Program) {
    Picture picture;
    ThreadPool pool(2);
    for (int row = 0; row < Picture::rows; ++row) {
        pool.submit([&picture, row] { picture.brighten(row); });
    }
    pool.wait_until_idle();
    EXPECT_EQ(picture.darkest(), 10);

    std::future<int> brightness = pool.submit([&picture] { return checked_brightness(picture); });
    int reported = 0;
    EXPECT_NO_THROW(reported = brightness.get());
    EXPECT_EQ(reported, 10);

    EXPECT_THROW(pool.for_each(2, [&picture](int row) { picture.darken(row); }),
                 std::runtime_error);
    EXPECT_EQ(picture.darkest(), 5);
}
