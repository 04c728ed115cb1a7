// A thread pool: a fixed number of threads that run whatever tasks are handed to them.
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

// Any thread may call any function at any time, tasks of the pool too, except where it says
// otherwise.
class ThreadPool {
  public:
    // Starts `threads` threads, which run tasks until the pool is shut down and sleep while there
    // are none. Throws std::invalid_argument if `threads` is less than 1.
    explicit ThreadPool(int threads) {
        if (threads < 1) throw std::invalid_argument("a pool needs at least one thread");
        try {
            for (int i = 0; i < threads; ++i) workers_.emplace_back([this] { work(); });
        } catch (...) {  // a thread could not be started: those before it must end
            shutdown();
            throw;
        }
    }

    // Does what shutdown() does.
    ~ThreadPool() { shutdown(); }

    ThreadPool(const ThreadPool&) = delete;
    ThreadPool& operator=(const ThreadPool&) = delete;

    // Hands over a task: anything that can be called without arguments and can be moved. Does not
    // wait. The task runs once, in one of the pool's threads, at the same time as up to
    // `threads` - 1 others, and tasks begin in the order in which they were submitted.
    //
    // The future gets what the task returns, or the exception that it throws; the thread then goes
    // on with the next task.
    //
    // Throws std::runtime_error when shutdown() has begun, and the task never runs. If it does not
    // throw, the task runs for certain, also when shutdown() begins at the same moment.
    template <class Task>
    std::future<std::invoke_result_t<Task&>> submit(Task task) {
        using Result = std::invoke_result_t<Task&>;
        // Shared, because a std::function must be able to copy what it holds.
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

    // From now on no task is accepted. Returns when all that were accepted have run and the pool's
    // threads have ended. May be called again, and by several threads at once: each call returns
    // only then. A task of the pool must not call it.
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
