// Another design: the workers' own stop tokens end the waiting, so the condition is only about the
// queue, and the tasks are packaged_task<void()>, which need no shared_ptr.
#pragma once

#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <stdexcept>
#include <stop_token>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

class ThreadPool {
  public:
    explicit ThreadPool(int threads) {
        if (threads < 1) throw std::invalid_argument("a pool needs at least one thread");
        try {
            for (int i = 0; i < threads; ++i)
                workers_.emplace_back([this, token = ending_.get_token()] { work(token); });
        } catch (...) {  // a thread could not be started: those before it must end
            shutdown();
            throw;
        }
    }

    ~ThreadPool() { shutdown(); }

    ThreadPool(const ThreadPool&) = delete;
    ThreadPool& operator=(const ThreadPool&) = delete;

    template <class Task>
    std::future<std::invoke_result_t<Task&>> submit(Task task) {
        using Result = std::invoke_result_t<Task&>;
        std::packaged_task<Result()> packaged(std::move(task));
        std::future<Result> result = packaged.get_future();
        {
            const std::lock_guard lock(mutex_);
            if (closing_) throw std::runtime_error("the pool has been shut down");
            tasks_.emplace_back([packaged = std::move(packaged)]() mutable { packaged(); });
        }
        something_to_do_.notify_one();
        return result;
    }

    void shutdown() {
        {
            const std::lock_guard lock(mutex_);
            closing_ = true;
        }
        ending_.request_stop();  // without the lock: this wakes the workers, who want it
        const std::lock_guard joining(joining_);  // whoever else calls shutdown() waits here
        workers_.clear();                         // a jthread joins when it is destroyed
    }

  private:
    void work(const std::stop_token& ending) {
        std::unique_lock lock(mutex_);
        while (true) {
            if (!something_to_do_.wait(lock, ending, [this] { return !tasks_.empty(); })) return;
            {
                std::packaged_task<void()> task = std::move(tasks_.front());
                tasks_.pop_front();
                lock.unlock();
                // Cannot throw: a packaged_task keeps the exception for the future. The task, and
                // what it owns, is gone before the lock is taken again.
                task();
            }
            lock.lock();
        }
    }

    std::mutex mutex_;
    std::condition_variable_any something_to_do_;
    std::deque<std::packaged_task<void()>> tasks_;  // guarded by mutex_
    bool closing_ = false;                          // guarded by mutex_

    std::stop_source ending_;
    std::mutex joining_;
    std::vector<std::jthread> workers_;  // guarded by joining_ once the constructor has ended
};
