// Fails: schedules, deadlock, "wait"
// One thread, however many were asked for. All results are right, one after the other, until one
// task waits for another that should run at the same time.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

class ThreadPool {
  public:
    explicit ThreadPool(int threads) {
        if (threads < 1) throw std::invalid_argument("a pool needs at least one thread");
        try {
            workers_.emplace_back([this] { work(); });
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
        auto packaged = std::make_shared<std::packaged_task<Result()>>(std::move(task));
        std::future<Result> result = packaged->get_future();
        {
            const std::lock_guard lock(mutex_);
            if (closing_) throw std::runtime_error("the pool has been shut down");
            tasks_.emplace_back([packaged] { (*packaged)(); });
        }
        something_to_do_.notify_one();
        return result;
    }

    void shutdown() {
        {
            const std::lock_guard lock(mutex_);
            closing_ = true;
        }
        something_to_do_.notify_all();
        const std::lock_guard joining(joining_);  // whoever else calls shutdown() waits here
        workers_.clear();                         // a jthread joins when it is destroyed
    }

  private:
    void work() {
        std::unique_lock lock(mutex_);
        while (true) {
            something_to_do_.wait(lock, [this] { return closing_ || !tasks_.empty(); });
            if (tasks_.empty()) return;  // closing, and nothing is left
            {
                const std::function<void()> task = std::move(tasks_.front());
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
    std::condition_variable something_to_do_;
    std::deque<std::function<void()>> tasks_;  // guarded by mutex_
    bool closing_ = false;                     // guarded by mutex_

    std::mutex joining_;
    std::vector<std::jthread> workers_;  // guarded by joining_ once the constructor has ended
};
