// A pool of threads, ready-made, for exercises that come before you build your own (chapter 06).
#pragma once

#include <condition_variable>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <queue>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

namespace racecourse {

// A fixed number of threads, which take the tasks in the order in which they were submitted: who is
// done with one takes the next.
class ThreadPool {
  public:
    // Starts `threads` threads, at least one. They sleep until there is something to do.
    explicit ThreadPool(int threads) {
        for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
    }

    // Waits until everything that was submitted has been done, and joins the threads.
    ~ThreadPool() {
        {
            const std::lock_guard lock(mutex_);
            closed_ = true;
        }
        task_or_closed_.notify_all();
    }

    ThreadPool(const ThreadPool&) = delete;
    ThreadPool& operator=(const ThreadPool&) = delete;

    // Has `task` called by one of the threads, and returns at once. The future's get() waits for
    // what the task returns, and returns that; if the task throws, get() throws the same. Any
    // thread may call submit(), tasks as well.
    template <class Task>
    [[nodiscard]] std::future<std::invoke_result_t<Task&>> submit(Task task) {
        using Result = std::invoke_result_t<Task&>;
        // std::function wants something that can be copied, and a packaged_task cannot.
        auto packaged = std::make_shared<std::packaged_task<Result()>>(std::move(task));
        std::future<Result> result = packaged->get_future();
        {
            const std::lock_guard lock(mutex_);
            tasks_.push([packaged] { (*packaged)(); });
        }
        task_or_closed_.notify_one();
        return result;
    }

  private:
    void work() {
        while (true) {
            std::function<void()> task;
            {
                std::unique_lock lock(mutex_);
                task_or_closed_.wait(lock, [this] { return closed_ || !tasks_.empty(); });
                if (tasks_.empty()) return;
                task = std::move(tasks_.front());
                tasks_.pop();
            }
            task();
        }
    }

    std::mutex mutex_;
    std::condition_variable task_or_closed_;
    std::queue<std::function<void()>> tasks_;  // guarded by mutex_
    bool closed_ = false;                      // guarded by mutex_
    std::vector<std::jthread> threads_;        // last, so that they are joined before the rest goes
};

}  // namespace racecourse
